import { defineScript } from '../script/define-script';
import { toNumber } from '../script/script-replies';

/** Sets fields of a hash, given as field, value, field, value …; gives how many are new. */
export const hset = defineScript({
  name: 'hset',
  keys: ['key'],
  rest: 'pairs',
  lua: `
local added = 0
for i = 1, #pairs, 2 do added = added + redis.call('HSET', key, pairs[i], pairs[i + 1]) end
return added`,
  reply: toNumber,
});

/** Removes fields of a hash; gives how many were there. */
export const hdel = defineScript({
  name: 'hdel',
  keys: ['key'],
  rest: 'fields',
  lua: `
local removed = 0
for i = 1, #fields do removed = removed + redis.call('HDEL', key, fields[i]) end
return removed`,
  reply: toNumber,
});

/** Adds members to a set; gives how many are new. */
export const sadd = defineScript({
  name: 'sadd',
  keys: ['key'],
  rest: 'members',
  lua: `
local added = 0
for i = 1, #members do added = added + redis.call('SADD', key, members[i]) end
return added`,
  reply: toNumber,
});

/** Removes members of a set; gives how many were there. */
export const srem = defineScript({
  name: 'srem',
  keys: ['key'],
  rest: 'members',
  lua: `
local removed = 0
for i = 1, #members do removed = removed + redis.call('SREM', key, members[i]) end
return removed`,
  reply: toNumber,
});
