import { defineScript } from '../script/define-script';
import { toBoolean, toNothing, toNumber } from '../script/script-replies';

/** Sets a value for so many milliseconds. */
export const setFor = defineScript({
  name: 'setFor',
  keys: ['key'],
  args: ['value', 'ttlMs'],
  lua: `redis.call('SET', key, value, 'PX', ttlMs)`,
  reply: toNothing,
});

/** Sets a value for ever. */
export const setForEver = defineScript({
  name: 'setForEver',
  keys: ['key'],
  args: ['value'],
  lua: `redis.call('SET', key, value)`,
  reply: toNothing,
});

/** Sets a value for so many milliseconds if the key is not there; true when it did. */
export const setIfAbsent = defineScript({
  name: 'setIfAbsent',
  keys: ['key'],
  args: ['value', 'ttlMs'],
  lua: `return redis.call('SET', key, value, 'PX', ttlMs, 'NX') and 1 or 0`,
  reply: toBoolean,
});

/** Sets a value for so many milliseconds if the key is there; true when it did. */
export const setIfPresent = defineScript({
  name: 'setIfPresent',
  keys: ['key'],
  args: ['value', 'ttlMs'],
  lua: `return redis.call('SET', key, value, 'PX', ttlMs, 'XX') and 1 or 0`,
  reply: toBoolean,
});

/** Deletes a key; true when it was there. */
export const del = defineScript({
  name: 'del',
  keys: ['key'],
  lua: `return redis.call('DEL', key)`,
  reply: toBoolean,
});

/** Has a key end in so many milliseconds; true when it is there. */
export const expire = defineScript({
  name: 'expire',
  keys: ['key'],
  args: ['ttlMs'],
  lua: `return redis.call('PEXPIRE', key, ttlMs)`,
  reply: toBoolean,
});

/** Adds to a counter and gives its sum; the time to live counts from its first addition. */
export const incrBy = defineScript({
  name: 'incrBy',
  keys: ['key'],
  args: ['by', 'ttlMs'],
  lua: `
local sum = redis.call('INCRBY', key, by)
if redis.call('PTTL', key) < 0 then redis.call('PEXPIRE', key, ttlMs) end
return sum`,
  reply: toNumber,
});
