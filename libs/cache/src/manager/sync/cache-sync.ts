import { type RedisGate } from '@secureconnect/redis';
import {
  type KeptEntry,
  type KeptStore,
  ReconcilableStore,
  type RecoveryPace,
} from '@secureconnect/resilience';
import { type CacheKeys } from '../redis/cache-keys';
import { type RedisReads } from '../redis/redis-reads';
import { type RedisWrites } from '../redis/redis-writes';
import { bringChanges, restoreLost } from './bring-scripts';
import { encodeChange } from './encode-change';
import { type KeptChange } from './kept-change';
import { type LostKeys } from './lost-keys';
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
      const open = entries.flatMap(({ key, state }) =>
        state.isFlush || state.at <= flushedAt ? [] : [{ key, change: state }],
      );
      this.counted.conflicts += await this.send(bringChanges, open);
    });
  }

  /** Redis lost its data, or some of it: what memory knows of critical keys is brought back where Redis knows nothing. */
  async rehydrate(_scope: unknown, signal: AbortSignal): Promise<void> {
    for (const part of this.parts.lost.parts(this.pace.batchSize ?? 100)) {
      signal.throwIfAborted();
      this.counted.restoredKeys += await this.send(restoreLost, part);
    }
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

  private async send(script: typeof bringChanges | typeof restoreLost, changes: Entries): Promise<number> {
    const { gate, keys, stamps } = this.parts;
    const now = Date.now();
    const parts = changes.length === 0 ? [] : keys.bySlot(changes, ({ key }) => key);
    const counts = parts.map((part) => {
      const entries = part.flatMap(([{ key, change }]) => [
        keys.prefix + key,
        keys.isCritical(key) ? keys.markOf(key) : '',
        encodeChange(change, stamps.origin, now),
      ]);
      const options = { deadlineMs: roundTrip.leftMs };
      return gate.run(script, { first: entries[0] ?? '' }, { entries }, options);
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
