import { defineScript } from '@secureconnect/redis';
import { toldLua } from './mark-lua';
import { type FlatMark } from './write-scripts';

/** What Redis held of a key when it was asked. */
export interface Held<T> {
  readonly value: T;
  /** Milliseconds it has left, Infinity for ever; undefined: there is no such key. */
  readonly ttl: number | undefined;
  /** What its mark says. */
  readonly mark: FlatMark;
}

const ttlOf = (pttl: unknown): number | undefined => {
  const left = Number(pttl);
  if (left === -1) return Infinity;
  return left < 0 ? undefined : left;
};

const toHeldText = (reply: unknown): Held<string | null> => {
  const [value, pttl, mark] = reply as [string | null, number, FlatMark];
  return { value, ttl: ttlOf(pttl), mark };
};

/** A text with what it has left, so that memory holds it no longer than Redis. */
export const readText = defineScript({
  name: 'cacheGet',
  keys: ['key', 'mark'],
  writes: false,
  lua: `${toldLua}
return { redis.call('GET', key), redis.call('PTTL', key), told(key, mark) }`,
  reply: toHeldText,
});

/** The same of several keys of one slot; as in MGET, what is no text is nothing. */
export const readTexts = defineScript({
  name: 'cacheMget',
  keys: ['first'],
  rest: 'names',
  writes: false,
  lua: `${toldLua}
local held = {}
for i = 1, #names, 2 do
  local key, mark = names[i], names[i + 1]
  held[#held + 1] = { redis.call('MGET', key)[1], redis.call('PTTL', key), told(key, mark) }
end
return held`,
  reply: (reply) => (reply as unknown[]).map(toHeldText),
});

/** One field with what its key has left. */
export const readField = defineScript({
  name: 'cacheHget',
  keys: ['key', 'mark'],
  args: ['field'],
  writes: false,
  lua: `${toldLua}
return { redis.call('HGET', key, field), redis.call('PTTL', key), toldOf(key, mark, field) }`,
  reply: toHeldText,
});

/** All fields in turn with their values. */
export const readFields = defineScript({
  name: 'cacheHgetall',
  keys: ['key', 'mark'],
  writes: false,
  lua: `${toldLua}
return { redis.call('HGETALL', key), redis.call('PTTL', key), told(key, mark) }`,
  reply: (reply): Held<readonly string[]> => {
    const [pairs, pttl, mark] = reply as [string[], number, FlatMark];
    return { value: pairs, ttl: ttlOf(pttl), mark };
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
