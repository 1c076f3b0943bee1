import { type RedisGate } from '@secureconnect/redis';
import {
  type KeptEntry,
  type KeptStore,
  ReconcilableStore,
  type RecoveryPace,
} from '@secureconnect/resilience';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CacheKeys } from '../redis/cache-keys';
import { type RedisReads } from '../redis/redis-reads';
import { type RedisWrites } from '../redis/redis-writes';
import { bringChanges, type Brought } from './bring-scripts';
import { encodeChange } from './encode-change';
import { type KeptChange } from './kept-change';
import { type LostEntry, type LostKeys } from './lost-keys';
import { restoreKnown } from './restore-scripts';
import { type SyncStats } from './sync-stats';
import { type WriteStamps } from './write-stamps';

/** What bringing an outage's changes to Redis is done with. */
export interface CacheSyncParts {
  readonly name: string;
  readonly gate: RedisGate;
  readonly keys: CacheKeys;
  readonly reads: RedisReads;
  readonly writes: RedisWrites;
  readonly pending: KeptStore<KeptChange>;
  readonly lost: LostKeys;
  readonly stamps: WriteStamps;
  readonly pace: RecoveryPace;
}

/** For one round trip; nobody waits for it. */
const roundTrip = { leftMs: 500 };
/** Between two looks at whether additions have ended. */
const lookMs = 2;

type Entries = readonly { readonly key: string; readonly change: KeptChange }[];

/** Recovery of a cache manager's keys. */
export class CacheSync extends ReconcilableStore<KeptChange> {
  readonly name: string;
  readonly pending: KeptStore<KeptChange>;
  override readonly pace: RecoveryPace;
  private readonly counted = { syncedKeys: 0, restoredKeys: 0, conflicts: 0, failedBatches: 0 };
  private lastSyncTime: number | null = null;
  private lastError: string | null = null;
  private running = 0;

  constructor(private readonly parts: CacheSyncParts) {
    super();
    this.name = parts.name;
    this.pending = parts.pending;
    this.pace = parts.pace;
  }

  get stats(): SyncStats {
    const { counted, lastSyncTime, lastError, pending } = this;
    const waiting = { pendingKeys: pending.unsettled, droppedKeys: pending.counts.dropped };
    return { isSyncing: this.running > 0, ...waiting, ...counted, lastSyncTime, lastError };
  }

  async mergeIntoRedis(entries: readonly KeptEntry<KeptChange>[], signal: AbortSignal): Promise<void> {
    this.parts.stamps.beginEra();
    await this.counting(entries.length, async () => {
      const flush = entries.find(({ state }) => state.isFlush);
      let flushedAt = await this.flushedAt();
      // Not again when it is tried again: what was written after it would go too.
      if (flush && flush.state.at > flushedAt) await this.forgetAll((flushedAt = flush.state.at), signal);
      // Who gave up has given them back: they may be there by another way, and forgotten as heard, by now.
      signal.throwIfAborted();
      const open = entries.flatMap(({ key, state }) =>
        state.isFlush || state.at <= flushedAt ? [] : [{ key, change: state }],
      );
      this.counted.conflicts += await this.bring(open);
      // Everything may have been forgotten meanwhile: the walk that did may have passed these keys before.
      const since = await this.flushedAt();
      if (since > flushedAt)
        await this.bring(open.filter(({ change }) => change.at <= since).map(gone(since)));
    });
  }

  /** Redis lost its data, or some of it: what this process knows of critical keys is brought where it is later. */
  async rehydrate(_scope: unknown, signal: AbortSignal): Promise<void> {
    const { lost, pace } = this.parts;
    await this.decided(signal);
    const { flushedAt: own } = lost.known;
    let flushedAt = await this.flushedAt();
    if (own > flushedAt) await this.parts.writes.noteFlush((flushedAt = own), roundTrip);
    for (const part of lost.parts(pace.batchSize ?? 100, flushedAt)) {
      signal.throwIfAborted();
      this.counted.restoredKeys += await this.restore(part);
    }
  }

  /**
   * Redis is told that what memory holds has all additions in it. One that is still under way is not in it, though its
   * connection be long gone: told so, Redis would not hear of it any more. Each ends within its deadline.
   */
  private async decided(signal: AbortSignal): Promise<void> {
    const { stamps } = this.parts;
    const { sequence } = stamps;
    for (; stamps.isUndecided(sequence); signal.throwIfAborted()) await sleep(lookMs);
  }

  private async counting(keys: number, work: () => Promise<void>): Promise<void> {
    this.running += 1;
    try {
      await work();
      this.counted.syncedKeys += keys;
      this.lastSyncTime = Date.now();
      this.lastError = null;
    } catch (error) {
      this.counted.failedBatches += 1;
      this.lastError = error instanceof Error ? error.message : String(error);
      throw error;
    } finally {
      this.running -= 1;
    }
  }

  private async bring(changes: Entries): Promise<number> {
    const { gate, keys, stamps } = this.parts;
    const now = Date.now();
    const parts = changes.length === 0 ? [] : keys.bySlot(changes, ({ key }) => key);
    const counts = parts.map(async (part) => {
      const entries = part.flatMap(([{ key, change }]) => [
        keys.prefix + key,
        keys.isCritical(key) ? keys.markOf(key) : '',
        encodeChange(change, stamps.origin, now),
      ]);
      const first = entries[0] ?? '';
      const told = await gate.run(bringChanges, { first }, { entries }, { deadlineMs: roundTrip.leftMs });
      part.forEach(([{ key }], index) => this.parts.lost.brought(key, told.keys[index] as Brought));
      return told.clashes;
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  private async restore(lost: readonly LostEntry[]): Promise<number> {
    const { gate, keys } = this.parts;
    const parts = lost.length === 0 ? [] : keys.bySlot(lost, ({ key }) => key);
    const counts = parts.map((part) => {
      const entries = part.flatMap(([{ key, json }]) => [keys.prefix + key, keys.markOf(key), json]);
      const first = entries[0] ?? '';
      return gate.run(restoreKnown, { first }, { entries }, { deadlineMs: roundTrip.leftMs });
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  private async forgetAll(at: string, signal: AbortSignal): Promise<void> {
    const { reads, writes } = this.parts;
    for (const server of await reads.servers()) {
      let cursor = '0';
      do {
        signal.throwIfAborted();
        cursor = await writes.forget(server, cursor, roundTrip);
      } while (cursor !== '0');
    }
    await writes.noteFlush(at, roundTrip);
  }

  /** What was written before everything was forgotten does not come back. */
  private async flushedAt(): Promise<string> {
    const { gate, keys } = this.parts;
    const options = { deadlineMs: roundTrip.leftMs };
    return (await gate.read('cacheFlushed', (redis) => redis.get(keys.flushed), options)) ?? '';
  }
}

/** The end of a key that was brought too late. */
const gone =
  (at: string) =>
  ({ key, change }: Entries[number]): Entries[number] => {
    const base = { at, value: null, endsAt: Infinity };
    return { key, change: { ...change, at, base, additions: [], fields: new Map() } };
  };
