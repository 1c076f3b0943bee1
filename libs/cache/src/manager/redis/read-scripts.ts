import { defineScript } from '@secureconnect/redis';

/** What Redis held of a key when it was asked. */
export interface Held<T> {
  readonly value: T;
  /** Milliseconds it has left, Infinity for ever; undefined: there is no such key. */
  readonly ttl: number | undefined;
}

const ttlOf = (pttl: unknown): number | undefined => {
  const left = Number(pttl);
  if (left === -1) return Infinity;
  return left < 0 ? undefined : left;
};

const toHeldText = (reply: unknown): Held<string | null> => {
  const [value, pttl] = reply as [string | null, number];
  return { value, ttl: ttlOf(pttl) };
};

/** A text with what it has left, so that memory holds it no longer than Redis. */
export const readText = defineScript({
  name: 'cacheGet',
  keys: ['key'],
  writes: false,
  lua: `return { redis.call('GET', key), redis.call('PTTL', key) }`,
  reply: toHeldText,
});

/** The same of several keys of one slot; as in MGET, what is no text is nothing. */
export const readTexts = defineScript({
  name: 'cacheMget',
  keys: ['first'],
  rest: 'names',
  writes: false,
  lua: `
local held = {}
for i = 1, #names do
  held[2 * i - 1] = redis.call('MGET', names[i])[1]
  held[2 * i] = redis.call('PTTL', names[i])
end
return held`,
  reply: (reply) => {
    const flat = reply as (string | number | null)[];
    const held: Held<string | null>[] = [];
    for (let at = 0; at < flat.length; at += 2)
      held.push({ value: flat[at] as string | null, ttl: ttlOf(flat[at + 1]) });
    return held;
  },
});

/** One field with what its key has left. */
export const readField = defineScript({
  name: 'cacheHget',
  keys: ['key'],
  args: ['field'],
  writes: false,
  lua: `return { redis.call('HGET', key, field), redis.call('PTTL', key) }`,
  reply: toHeldText,
});

/** All fields in turn with their values. */
export const readFields = defineScript({
  name: 'cacheHgetall',
  keys: ['key'],
  writes: false,
  lua: `return { redis.call('HGETALL', key), redis.call('PTTL', key) }`,
  reply: (reply): Held<readonly string[]> => {
    const [pairs, pttl] = reply as [string[], number];
    return { value: pairs, ttl: ttlOf(pttl) };
  },
});

/** One step of a walk through the keys of one server: the next cursor, and those found. */
export const scanKeys = defineScript({
  name: 'cacheScan',
  keys: ['server'],
  args: ['cursor', 'pattern'],
  writes: false,
  lua: `return redis.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', 1000)`,
  reply: (reply) => {
    const [cursor, keys] = reply as [string, string[]];
    return { cursor: String(cursor), keys };
  },
});
