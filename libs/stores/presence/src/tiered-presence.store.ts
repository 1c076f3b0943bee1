import { randomUUID } from 'node:crypto';
import { RedisGate, type RedisMergedKeys, RedisMergeStore } from '@secureconnect/redis';
import {
  type CallDeadline,
  Failover,
  type FailoverStore,
  Fallback,
  type KeptStore,
  KeptWrites,
  ReconcilableStores,
  RedisFree,
  StampSource,
} from '@secureconnect/resilience';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OwnPresence } from './own-presence';
import { PresenceRecord, type RecordedLease } from './presence-record.adapter';
import {
  type Moment,
  presenceIn,
  presenceRule,
  type PresenceState,
  withLease,
  withoutLease,
} from './presence-state';
import { PRESENCE, type PresenceOptions } from './presence.options';
import { type Presence, PresenceStore, type PresenceStatus, type ToldDevice } from './presence.store';

const name = 'presence';
const tiers = { tiers: ['redis', 'postgres', 'memory'] as const };

/**
 * Leases in Redis; while it is away in PostgreSQL. What this instance was told itself it knows in any case; of whom
 * nobody left knows anything, nobody says that she is offline.
 */
@Injectable()
export class TieredPresenceStore extends PresenceStore {
  private readonly store: FailoverStore;
  private readonly kept: KeptStore<PresenceState>;
  private readonly inRedis: RedisMergedKeys<PresenceState>;
  private readonly own: OwnPresence;
  private readonly record: PresenceRecord;
  private readonly stamps = new StampSource(randomUUID());

  constructor(
    @Inject(PRESENCE) private readonly options: PresenceOptions,
    source: DataSource,
    failover: Failover,
    writes: KeptWrites,
    stores: ReconcilableStores,
    gate: RedisGate,
  ) {
    super();
    this.own = new OwnPresence(options.maxUsers);
    this.record = new PresenceRecord(source, options.rememberMs);
    this.kept = writes.store({ name, rule: presenceRule, isDurable: false });
    const guarantees = {
      redis: 'as last said to any instance',
      postgres: 'what was said since Redis is away; who was not heard of is unknown',
      memory: 'what was said to this instance; everybody else is unknown',
    };
    this.store = failover.store({ name, pending: this.kept, guarantees });
    const recovery = new RedisMergeStore<PresenceState>({
      ...{ name, gate, prefix: 'presence:', rule: presenceRule, pending: this.kept },
      record: (since) => this.known(since),
    });
    stores.register(recovery);
    this.inRedis = recovery.keys;
  }

  @Fallback('presence.set', name, tiers)
  set(userId: string, device: string, status: 'online' | 'away', leaseMs: number): Promise<void> {
    return this.write('presence.set', [{ userId, device, status, leaseMs }]);
  }

  @Fallback('presence.leave', name, tiers)
  leave(userId: string, device: string): Promise<void> {
    return this.write('presence.leave', [{ userId, device, status: 'gone', leaseMs: 0 }]);
  }

  @Fallback('presence.tell', name, tiers)
  async tell(devices: readonly ToldDevice[], leaseMs: number): Promise<void> {
    const leases = devices.map((each) => ({ ...each, leaseMs: each.status === 'gone' ? 0 : leaseMs }));
    if (leases.length > 0) await this.write('presence.tell', leases);
  }

  @Fallback('presence.find', name, tiers)
  async find(userIds: readonly string[]): Promise<readonly Presence[]> {
    if (userIds.length === 0) return [];
    return this.store.call<readonly Presence[]>('presence.find', {
      kind: 'read',
      redis: async (deadline) => this.answer(userIds, await this.inRedisOf(userIds, deadline), 'offline'),
      postgres: async () => this.answer(userIds, await this.record.find(userIds), 'unknown'),
      memory: () => this.answer(userIds, new Map(), 'unknown'),
    });
  }

  @RedisFree('presence.clean-up')
  cleanUp(): Promise<number> {
    return this.record.cleanUp();
  }

  private async write(operation: string, leases: readonly RecordedLease[]): Promise<void> {
    const moment = this.moment();
    const told = new Map<string, PresenceState>();
    for (const lease of leases) {
      const { userId } = lease;
      told.set(userId, withTold(told.get(userId) ?? new Map(), lease, moment));
      this.own.set(userId, withTold(this.own.get(userId) ?? new Map(), lease, moment));
    }
    const states = [...told].map(([key, state]) => ({ key, state }));
    await this.store.write(operation, {
      redis: async (deadline) => void (await this.inRedis.merge(states, { deadline })),
      postgres: () => this.record.write(leases),
      memory: () => undefined,
      keep: () => states.forEach(({ key, state }) => this.kept.keep(key, state)),
      ...(states.length === 1 ? { key: states[0]?.key ?? '' } : {}),
    });
  }

  private async inRedisOf(
    userIds: readonly string[],
    deadline: CallDeadline,
  ): Promise<ReadonlyMap<string, PresenceState>> {
    const states = await Promise.all(userIds.map((id) => this.inRedis.read(id, deadline)));
    return new Map(userIds.flatMap((id, index) => (states[index] ? [[id, states[index]] as const] : [])));
  }

  private answer(
    userIds: readonly string[],
    known: ReadonlyMap<string, PresenceState>,
    otherwise: PresenceStatus,
  ): readonly Presence[] {
    const now = Date.now();
    return userIds.map((id) => {
      const [there, here] = [known.get(id), this.own.get(id)];
      const state = there && here ? presenceRule.merge(there, here) : (there ?? here);
      return presenceIn(id, state, now, otherwise);
    });
  }

  /** For a Redis that has lost it: what this instance was told, and what PostgreSQL was told meanwhile. */
  private async *known(since: number | undefined): AsyncGenerator<{ key: string; state: PresenceState }> {
    yield* this.own.all();
    yield* this.record.since(since);
  }

  private moment(): Moment {
    const stamp = this.stamps.next();
    return { now: Date.now(), stamp, rememberMs: this.options.rememberMs };
  }
}

function withTold(state: PresenceState, lease: RecordedLease, moment: Moment): PresenceState {
  const { device, status, leaseMs } = lease;
  if (status === 'gone') return withoutLease(state, device, moment);
  return withLease(state, { device, status, until: moment.now + leaseMs }, moment);
}
