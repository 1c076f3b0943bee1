import { type INestApplicationContext, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { classifyDatabaseError, DatabaseHealth, DatabaseModule } from '@secureconnect/platform';
import { type RedisOptions, ResilientRedisModule } from '@secureconnect/redis';
import { RedisHealthService } from '@secureconnect/resilience';
import { until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { InstanceCount } from './instance-count.port';
import { RateLimitParts } from './rate-limit-parts';
import { RateLimitModule } from './rate-limit.module';
import { type RateLimitOptions } from './rate-limit.options';
import { RateLimitStore } from './rate-limit.store';
import { type RatePolicy } from './rate-policy';

/** Where an instance finds its servers, and how it differs. */
export interface RateLimitInstanceOptions {
  readonly postgres: string;
  readonly redis: string;
  readonly policies?: readonly RatePolicy[];
  readonly limits?: Partial<RateLimitOptions>;
  readonly cluster?: RedisOptions['cluster'];
  /** Redis need not answer. */
  readonly isAlone?: boolean;
}

const wait = { timeout: 20_000 };
const policiesToken = Symbol('policies');

/** As many as the scene says live. */
export class ToldCount extends InstanceCount {
  static living = 1;

  count(): number {
    return ToldCount.living;
  }
}

/** One process's worth of limits. */
export class RateLimitInstance {
  private constructor(readonly app: INestApplicationContext) {}

  static async start(options: RateLimitInstanceOptions): Promise<RateLimitInstance> {
    Logger.overrideLogger(false);
    const { postgres: url, redis, policies = [], limits, cluster } = options;
    const isForeign = (error: unknown) => classifyDatabaseError(error) !== undefined;
    const resilient = ResilientRedisModule.forRoot({
      ...{ name: 'limits', redis: cluster ? { cluster } : { url: redis }, metrics: new Registry() },
      ...{ health: { calmMs: 1 }, resilience: { isForeign } }, // Lost several times here, which is no flapping.
    });
    const database = DatabaseModule.forRoot({
      ...{ service: 'gateway', url, migrations: [], entities: [], migrateOnStart: true },
      ...{ poolSize: 2, connectTimeoutMs: 2_000, statementTimeoutMs: 5_000 },
    });
    @Module({
      providers: [
        { provide: InstanceCount, useClass: ToldCount },
        { provide: policiesToken, useValue: policies },
      ],
      exports: [InstanceCount, policiesToken],
    })
    class ToldModule {}
    const told = { imports: [ToldModule], instances: InstanceCount, policies: policiesToken };
    @Module({ imports: [resilient, database, RateLimitModule.forRoot({ ...told, ...limits })] })
    class InstanceModule {}
    const app = await NestFactory.createApplicationContext(InstanceModule, { logger: false });
    await until('the schema', () => app.get(DatabaseHealth).ready, wait);
    const instance = new RateLimitInstance(app);
    if (!options.isAlone) await instance.isNormal();
    return instance;
  }

  get store(): RateLimitStore {
    return this.app.get(RateLimitStore);
  }

  get parts(): RateLimitParts {
    return this.app.get(RateLimitParts);
  }

  /** What this process knows that a subject owes. */
  debtOf(policy: RatePolicy, subject: string): number {
    const { limiter } = this.parts;
    return limiter.debtOf(limiter.book.of(policy), subject, limiter.now());
  }

  isNormal(): Promise<unknown> {
    return until('normal', () => this.app.get(RedisHealthService).isAvailable, wait);
  }

  isLost(): Promise<unknown> {
    return until('the outage', () => !this.app.get(RedisHealthService).isAvailable, wait);
  }

  /** Asks until a decision is made as wanted, for a slow moment of this machine may be an outage of its own. */
  decidesBy(tier: 'redis' | 'memory', policy: RatePolicy, subject: string): Promise<unknown> {
    const isDegraded = tier === 'memory';
    const ask = async () => (await this.store.admit([{ policy, subject }])).isDegraded === isDegraded;
    return until(`a decision by ${tier}`, ask, wait);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
