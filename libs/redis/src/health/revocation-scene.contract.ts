import { Logger } from '@nestjs/common';
import {
  type EpochRecord,
  type KeptEntry,
  KeptWrites,
  MemoryEpochRecord,
  ReconcilableStore,
  Reconciler,
  type RedisHealthOptions,
  RedisHealthService,
  type RedisRecoveryOptions,
  type RehydrateScope,
  type Revocation,
  revocationRule,
} from '@secureconnect/resilience';
import { until } from '@secureconnect/testing';
import { RedisGate } from '../gate/redis-gate';
import { type RedisOptions } from '../options/redis.options';
import { setFor } from '../scripts/string-scripts';
import { RedisWriteProbe } from './redis-write-probe.adapter';

const hour = 3_600_000;

/** What was revoked and when, as PostgreSQL would hold it for all instances. */
export type RevocationRecord = Map<string, number>;

/** Revocations in Redis over a record; remembers what it was asked for. */
export class RevocationStore extends ReconcilableStore<Revocation> {
  readonly name = 'revocations';
  readonly pending = new KeptWrites().store({ name: 'revocations', rule: revocationRule, isDurable: true });
  readonly scopes: RehydrateScope[] = [];
  during: () => unknown = () => undefined;

  constructor(
    private readonly gate: RedisGate,
    readonly record: RevocationRecord,
  ) {
    super();
  }

  /** As it is while Redis is away: into the record, and kept for Redis. */
  revoke(key: string): void {
    this.record.set(key, Date.now());
    this.pending.keep(key, { expiresAt: Date.now() + hour });
  }

  async mergeIntoRedis(entries: readonly KeptEntry<Revocation>[]): Promise<void> {
    await Promise.all(entries.map(({ key }) => this.write(key)));
  }

  async rehydrate(scope: RehydrateScope): Promise<void> {
    this.scopes.push(scope);
    const { since = 0 } = scope;
    const keys = [...this.record.keys()].filter((key) => (this.record.get(key) ?? 0) >= since);
    await Promise.all(keys.map((key) => this.write(key)));
    await this.during();
  }

  private write(key: string): Promise<void> {
    return this.gate.run(setFor, { key }, { value: 1, ttlMs: hour });
  }
}

/** A record of the epoch that may be away, as PostgreSQL may be. */
export class FragileRecord extends MemoryEpochRecord {
  isAway = false;

  override async current(): Promise<number | null> {
    if (this.isAway) throw new Error('PostgreSQL is away');
    return super.current();
  }
}

/** One instance of a service whose revocations live in Redis; it is not started yet. */
export interface RevocationScene {
  readonly redis: RedisOptions;
  readonly epochs?: EpochRecord;
  readonly record?: RevocationRecord;
  readonly health?: Partial<RedisHealthOptions>;
  readonly recovery?: Partial<RedisRecoveryOptions>;
}

const fast = { degradedIntervalMs: 20, glanceIntervalMs: 60, steadyMs: 60, calmMs: 0 };

/** Builds an instance: gate, store, reconciler, probe and health, as a service has them. */
export function revocationScene(scene: RevocationScene) {
  Logger.overrideLogger(false);
  const where = { commandTimeoutMs: 300, ...scene.redis };
  const gate = new RedisGate(where);
  const store = new RevocationStore(gate, scene.record ?? new Map<string, number>());
  const health = new RedisHealthService(
    new RedisWriteProbe(where),
    { ...fast, ...scene.health },
    {
      reconciler: new Reconciler([store], { maxStartDelayMs: 20 }),
      record: scene.epochs ?? new MemoryEpochRecord(),
      connect: () => gate.reconnect(),
      options: { maxRetryMs: 100, ...scene.recovery },
    },
  );
  const changes: string[] = [];
  const path: string[] = [];
  health.recovery?.changes$.subscribe((change) => changes.push(change));
  health.state$.subscribe(({ from, to }) => path.push(`${from}>${to}`));
  const wait = { timeout: 20_000, every: 5 };
  return {
    gate,
    store,
    health,
    changes,
    path,
    isNormal: () => until('normal', () => health.isAvailable, wait),
    isDoubted: () => until('not normal', () => !health.isAvailable, wait),
    is: (state: string) => until(state, () => health.state === state, wait),
    close: () => {
      health.stop();
      gate.close();
    },
  };
}
