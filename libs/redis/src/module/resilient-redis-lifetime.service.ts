import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import {
  Failover,
  KeptWrites,
  REACHES_REDIS,
  Reconciler,
  RedisBreakers,
  RedisHealthService,
  RedisMetrics,
} from '@secureconnect/resilience';
import { RedisGate } from '../gate/redis-gate';
import { type RedisOutcome } from '../gate/redis-outcome';

/** Connects the parts, asks Redis before the application listens, and ends all of it with the application. */
@Injectable()
export class ResilientRedisLifetime implements OnApplicationBootstrap, OnApplicationShutdown {
  static readonly [REACHES_REDIS] = true;

  constructor(
    private readonly gate: RedisGate,
    private readonly health: RedisHealthService,
    private readonly breakers: RedisBreakers,
    private readonly failover: Failover,
    private readonly reconciler: Reconciler,
    private readonly kept: KeptWrites,
    private readonly metrics: RedisMetrics,
  ) {}

  /** Before the application listens, so that the first request knows its mode; after all it stands on was begun. */
  async onApplicationBootstrap(): Promise<void> {
    this.gate.onOutcome((outcome) => this.judge(outcome));
    this.showMetrics();
    await this.health.start();
  }

  onApplicationShutdown(): void {
    this.health.stop();
    this.breakers.stop();
    this.failover.stop();
    this.gate.close();
  }

  /** Before health starts, which may already notice a change of server and recover from it. */
  private showMetrics(): void {
    this.metrics.showHealth(this.health);
    this.metrics.showBreakers(this.breakers.all);
    this.metrics.showOutcomes(this.gate);
    this.metrics.showStores(this.failover);
    this.metrics.showProgress(this.reconciler);
    this.metrics.showKept(this.kept);
  }

  /** A call that goes through no store is heard as well. Who only listens or waits says little of the rest. */
  private judge({ kind, fault, operation, occurredAt }: RedisOutcome): void {
    if (fault === undefined || kind === 'pubsub' || kind === 'blocking') return;
    this.health.suspect(fault, Object.assign(new Error(operation), { occurredAt }));
  }
}
