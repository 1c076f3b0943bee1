import { besideKey, type RedisGate } from '@secureconnect/redis';
import { type FailoverStore } from '@secureconnect/resilience';
import { type CacheEntry, type FoundEntry } from '../entry/cache-entry';
import { decodeEntry, encodeEntry, idOf } from '../entry/entry-codec';
import { type BackgroundFailures } from '../load/background-failures';
import { deleteEntry, fillEntry, releaseLease, renewLease, setEntry, takeLease } from './entry-scripts';

/** What the second layer works with. */
export interface RedisLayerParts {
  readonly gate: RedisGate;
  readonly store: FailoverStore;
  readonly prefix: string;
  /** Payloads of more bytes are compressed. */
  readonly threshold: number;
  readonly leaseMs: number;
  readonly failures: BackgroundFailures;
}

/** What Redis has of a key. */
export interface RedisFind {
  readonly found: FoundEntry | undefined;
  /** Of the text that was seen, readable or not; undefined when Redis did not answer. */
  readonly id: string | undefined;
}

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
        gate.read('cache.find', (redis) => Promise.all([redis.get(entry), redis.pttl(entry)]), {
          deadlineMs,
        }),
      memory: () => undefined,
    });
    if (answer === undefined) return away;
    const [text, leftMs] = answer;
    const decoded = text === null ? undefined : await decodeEntry(text);
    const found = decoded && { entry: decoded, freshMs: leftMs - decoded.graceMs };
    return { found, id: idOf(text) };
  }

  /** Asks to be the one who loads a key; `seen` is the id of what was found. */
  takeLease(key: string, token: string, seen: string) {
    const { gate, store, leaseMs } = this.parts;
    return store.call('cache.lease', {
      kind: 'write',
      redis: ({ leftMs: deadlineMs }) =>
        gate.run(takeLease, this.keysOf(key), { token, leaseMs, seen }, { deadlineMs }),
      memory: () => 'away' as const,
    });
  }

  /** Keeps a lease alive until what it returns is called, and no longer than `mostMs`: a loader may hang. */
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
    const end = setTimeout(() => clearInterval(timer), mostMs).unref();
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }

  releaseLease(key: string, token: string): Promise<unknown> {
    const { gate } = this.parts;
    const { lease } = this.keysOf(key);
    return this.write('cache.lease.release', (deadlineMs) =>
      gate.run(releaseLease, { lease }, { token }, { deadlineMs }),
    );
  }

  /** Writes what the holder of a lease loaded, and ends the lease. */
  async fill(key: string, entry: CacheEntry, freshMs: number, token: string): Promise<unknown> {
    const text = await encodeEntry(entry, this.parts.threshold);
    const args = { token, text, ttlMs: Math.ceil(freshMs + entry.graceMs) };
    return this.write('cache.fill', (deadlineMs) =>
      this.parts.gate.run(fillEntry, this.keysOf(key), args, { deadlineMs }),
    );
  }

  async set(key: string, entry: CacheEntry, freshMs: number): Promise<unknown> {
    const text = await encodeEntry(entry, this.parts.threshold);
    const args = { text, ttlMs: Math.ceil(freshMs + entry.graceMs) };
    return this.write('cache.set', (deadlineMs) =>
      this.parts.gate.run(setEntry, this.keysOf(key), args, { deadlineMs }),
    );
  }

  delete(key: string): Promise<unknown> {
    return this.write('cache.delete', (deadlineMs) =>
      this.parts.gate.run(deleteEntry, this.keysOf(key), {}, { deadlineMs }),
    );
  }

  /** A write that Redis did not take needs no keeping: that the key was invalidated is kept. */
  private write<T>(operation: string, run: (deadlineMs: number) => Promise<T>): Promise<T | undefined> {
    return this.parts.store.write<T | undefined>(operation, {
      redis: ({ leftMs }) => run(leftMs),
      memory: () => undefined,
    });
  }

  private keysOf(key: string): { entry: string; lease: string } {
    const entry = `${this.parts.prefix}e:${key}`;
    return { entry, lease: besideKey(entry, `${this.parts.prefix}l:$tag:${key}`) };
  }
}
