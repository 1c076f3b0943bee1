import { Inject, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Failover, type FailoverStore, Fallback, RedisHealthService } from '@secureconnect/resilience';
import { startRedis, until } from '@secureconnect/testing';
import { resilientRedis } from '../ours/resilient-redis';
import { type Calls, type GuardedSubject } from './guarded-subject';

/** The token of what is called. */
const CALLS = Symbol('calls');
const guarantees = { redis: 'all that was written', memory: 'what this process has seen' };

/** What serves while Redis is away. */
@Injectable()
class RememberedNames {
  constructor(@Inject(CALLS) private readonly calls: Calls) {}

  find(key: string): Promise<string> {
    return this.calls.findElsewhere(key);
  }
}

/** A store as applications write them: each method declared, each call through the choke point. */
@Injectable()
class Names {
  private readonly store: FailoverStore;

  constructor(
    @Inject(CALLS) private readonly calls: Calls,
    failover: Failover,
  ) {
    this.store = failover.store({ name: 'names', guarantees });
  }

  @Fallback('names.find', 'names', { provider: RememberedNames, deadlineMs: 200 })
  find(key: string): Promise<string> {
    return this.findUndeclared(key);
  }

  /** For a caller that declares. */
  findUndeclared(key: string): Promise<string> {
    return this.store.call('names.find', {
      kind: 'read',
      redis: () => this.calls.find(key),
      memory: () => this.calls.findElsewhere(key),
    });
  }
}

/** Ours in an application that watches a real Redis: a declared method, and the choke point by itself. */
export async function declaredCall(calls: Calls) {
  const redis = await startRedis();
  @Module({
    imports: [resilientRedis(redis.url)],
    providers: [{ provide: CALLS, useValue: calls }, Names, RememberedNames],
  })
  class NamesModule {}
  const app = await NestFactory.createApplicationContext(NamesModule, { logger: false });
  const health = app.get(RedisHealthService);
  await until('Redis to be relied on', () => health.isAvailable);
  const names = app.get(Names);
  const degrade = async () => {
    await redis.kill();
    await until('the outage to be known', () => !health.isAvailable);
  };
  const close = async () => {
    await app.close();
    await redis.close();
  };
  const declared: GuardedSubject = { call: (key) => names.find(key), degrade, close };
  const choked: GuardedSubject = { call: (key) => names.findUndeclared(key), degrade };
  return { declared, choked };
}
