import { besideKey, type RedisGate } from '@secureconnect/redis';
import { type FailoverStore } from '@secureconnect/resilience';
import { type CacheEntry, type FoundEntry } from '../entry/cache-entry';
import { type CompressionBounds, decodeEntry, encodeEntry, idOf } from '../entry/entry-codec';
import { type BackgroundFailures } from '../load/background-failures';
import { type CacheTally } from '../load/cache-tally';
import {
  deleteEntry,
  fillEntry,
  type LeaseAnswer,
  releaseLease,
  renewLease,
  setEntry,
  takeLease,
} from './entry-scripts';

/** What the second layer works with. */
export interface RedisLayerParts {
  readonly gate: RedisGate;
  readonly store: FailoverStore;
  readonly prefix: string;
  readonly compression: CompressionBounds;
  readonly leaseMs: number;
  readonly failures: BackgroundFailures;
  readonly tally: CacheTally;
}

/** What Redis has of a key. */
export interface RedisFind {
  readonly found: FoundEntry | undefined;
  /** Of the text that was seen, readable or not; undefined when Redis did not answer. */
  readonly id: string | undefined;
}

/** Redis did not answer who asked to be the one who loads. */
export interface LeaseAway {
  readonly is: 'away';
}

/** Whoever waits asks many times meanwhile. */
const toldMs = 1_000;

const away: RedisFind = { found: undefined, id: undefined };

/** The second layer: what all instances have seen. While Redis is away it holds nothing. */
export class RedisLayer {
  constructor(private readonly parts: RedisLayerParts) {}

  /** The moments of an entry are Redis's: how long it is fresh is told by what is left of its time to live. */
  async find(key: string): Promise<RedisFind> {
    const { gate, store } = this.parts;
    const { entry } = this.keysOf(key);
    const answer = await store.call('cache.find', {
      kind: 'read',
      redis: ({ leftMs: deadlineMs }) =>
        gate
          .read('cache.find', (redis) => Promise.all([redis.get(entry), redis.pttl(entry)]), { deadlineMs })
          .catch(this.orForeign),
      memory: () => undefined,
    });
    if (answer === undefined) return away;
    const [text, leftMs] = answer;
    const decoded = text === null ? undefined : await this.decode(text);
    const found = decoded && { entry: decoded, freshMs: leftMs - decoded.graceMs };
    return { found, id: idOf(text) };
  }

  /** What somebody else keeps under our name is none of ours: it is left alone. */
  private readonly orForeign = (error: unknown): undefined => {
    if (!(error instanceof Error && error.message.startsWith('WRONGTYPE'))) throw error;
    this.parts.tally.unreadable += 1;
  };

  /** What a text says; one that cannot be read is counted, and taken for none. */
  async decode(text: string): Promise<CacheEntry | undefined> {
    const { compression, tally } = this.parts;
    const entry = await decodeEntry(text, compression.limit);
    if (!entry) tally.unreadable += 1;
    return entry;
  }

  /** Asks to be the one who loads a key; `seen` is the id of what was found, `awaited` the token of who was waited for. */
  takeLease(key: string, token: string, seen: string, awaited: string): Promise<LeaseAnswer | LeaseAway> {
    const { gate, store, leaseMs } = this.parts;
    return store.call<LeaseAnswer | LeaseAway>('cache.lease', {
      kind: 'write',
      redis: ({ leftMs: deadlineMs }) =>
        gate.run(takeLease, this.keysOf(key), { token, leaseMs, seen, awaited }, { deadlineMs }),
      memory: () => ({ is: 'away' }),
    });
  }

  /** Keeps a lease alive until what it returns is called, and gives it back after `mostMs`: a loader may hang. */
  holdLease(key: string, token: string, mostMs: number): () => void {
    const { gate, store, leaseMs, failures } = this.parts;
    const { lease } = this.keysOf(key);
    const failed = failures.ofRedis('keeping a lease');
    const renew = (): Promise<unknown> =>
      store.call('cache.lease.renew', {
        kind: 'write',
        redis: ({ leftMs: deadlineMs }) =>
          gate.run(renewLease, { lease }, { token, leaseMs }, { deadlineMs }),
      });
    // A lease that is not renewed ends: somebody else may load then, which is right.
    const timer = setInterval(() => void renew().catch(failed), leaseMs / 3).unref();
    const end = setTimeout(() => {
      clearInterval(timer);
      this.releaseLease(key, token).catch(failures.ofRedis('giving a lease back'));
    }, mostMs).unref();
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }

  /** Lets others load; `outcome` is for those who have waited, and for nobody else. */
  async releaseLease(key: string, token: string, outcome?: CacheEntry): Promise<unknown> {
    const { gate, compression } = this.parts;
    const { lease, told } = this.keysOf(key);
    const words = outcome ? await encodeEntry(outcome, compression) : '';
    return this.write('cache.lease.release', (deadlineMs) =>
      gate.run(releaseLease, { lease, told }, { token, words, toldMs }, { deadlineMs }),
    );
  }

  /** Writes what the holder of a lease loaded, and ends the lease. */
  async fill(key: string, entry: CacheEntry, freshMs: number, token: string): Promise<unknown> {
    const text = await encodeEntry(entry, this.parts.compression);
    const args = { token, text, ttlMs: Math.ceil(freshMs + entry.graceMs) };
    return this.write('cache.fill', (deadlineMs) =>
      this.parts.gate.run(fillEntry, this.entryOf(key), args, { deadlineMs }),
    );
  }

  async set(key: string, entry: CacheEntry, freshMs: number): Promise<unknown> {
    const text = await encodeEntry(entry, this.parts.compression);
    const args = { text, ttlMs: Math.ceil(freshMs + entry.graceMs) };
    return this.write('cache.set', (deadlineMs) =>
      this.parts.gate.run(setEntry, this.entryOf(key), args, { deadlineMs }),
    );
  }

  delete(key: string): Promise<unknown> {
    return this.write('cache.delete', (deadlineMs) =>
      this.parts.gate.run(deleteEntry, this.entryOf(key), {}, { deadlineMs }),
    );
  }

  /** A write that Redis did not take needs no keeping: that the key was invalidated is kept. */
  private write<T>(operation: string, run: (deadlineMs: number) => Promise<T>): Promise<T | undefined> {
    return this.parts.store.write<T | undefined>(operation, {
      redis: ({ leftMs }) => run(leftMs),
      memory: () => undefined,
    });
  }

  private entryOf(key: string): { entry: string; lease: string } {
    const { entry, lease } = this.keysOf(key);
    return { entry, lease };
  }

  private keysOf(key: string): { entry: string; lease: string; told: string } {
    const { prefix } = this.parts;
    const entry = `${prefix}e:${key}`;
    const beside = (kind: string): string => besideKey(entry, `${prefix}${kind}:$tag:${key}`);
    return { entry, lease: beside('l'), told: beside('o') };
  }
}
