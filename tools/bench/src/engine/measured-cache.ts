import { type EvictionPolicyName, MemoryEngine } from '@secureconnect/cache';
import { createCache } from 'cache-manager';
import Keyv from 'keyv';
import { LRUCache } from 'lru-cache';
import NodeCache from 'node-cache';
import { type CacheName } from './cache-report';

const hourMs = 3_600_000;

/** Calls in an order that is not that of the keys. */
export interface Calls {
  readonly keys: readonly string[];
  readonly values: readonly string[];
  /** Which key each call is about. */
  readonly order: Uint32Array;
}

/** Makes all calls one after the other; get gives how many found something. */
export interface MeasuredCache {
  get(calls: Calls): number | Promise<number>;
  set(calls: Calls): void | Promise<void>;
}

// Each has loops of its own, or the compiler would make one for all that is slower for each.
/** The caches as people set them up, with room for so many entries where they have a limit. */
export const makeCaches: Record<
  CacheName,
  (entries: number, evictionPolicy: EvictionPolicyName) => MeasuredCache
> = {
  ours(entries, evictionPolicy) {
    const cache = new MemoryEngine({ maxSize: entries, evictionPolicy });
    return {
      get({ keys, order }) {
        let found = 0;
        for (let at = 0; at < order.length; at++) if (cache.get(keys[order[at]!]!) !== null) found++;
        return found;
      },
      set({ keys, values, order }) {
        for (let at = 0; at < order.length; at++) cache.set(keys[order[at]!]!, values[at & 63]!, hourMs);
      },
    };
  },
  'lru-cache'(entries) {
    const cache = new LRUCache<string, string>({ max: entries, ttl: hourMs });
    const options = { ttl: hourMs };
    return {
      get({ keys, order }) {
        let found = 0;
        for (let at = 0; at < order.length; at++) if (cache.get(keys[order[at]!]!) !== undefined) found++;
        return found;
      },
      set({ keys, values, order }) {
        for (let at = 0; at < order.length; at++) cache.set(keys[order[at]!]!, values[at & 63]!, options);
      },
    };
  },
  'node-cache'() {
    const cache = new NodeCache({ useClones: false });
    return {
      get({ keys, order }) {
        let found = 0;
        for (let at = 0; at < order.length; at++) if (cache.get(keys[order[at]!]!) !== undefined) found++;
        return found;
      },
      set({ keys, values, order }) {
        for (let at = 0; at < order.length; at++)
          cache.set(keys[order[at]!]!, values[at & 63]!, hourMs / 1_000);
      },
    };
  },
  keyv() {
    const cache = new Keyv<string>();
    return {
      async get({ keys, order }) {
        let found = 0;
        for (let at = 0; at < order.length; at++)
          if ((await cache.get(keys[order[at]!]!)) !== undefined) found++;
        return found;
      },
      async set({ keys, values, order }) {
        for (let at = 0; at < order.length; at++)
          await cache.set(keys[order[at]!]!, values[at & 63]!, hourMs);
      },
    };
  },
  'cache-manager'() {
    const cache = createCache();
    return {
      async get({ keys, order }) {
        let found = 0;
        for (let at = 0; at < order.length; at++) {
          const value = await cache.get(keys[order[at]!]!);
          if (value !== null && value !== undefined) found++;
        }
        return found;
      },
      async set({ keys, values, order }) {
        for (let at = 0; at < order.length; at++)
          await cache.set(keys[order[at]!]!, values[at & 63]!, hourMs);
      },
    };
  },
};
