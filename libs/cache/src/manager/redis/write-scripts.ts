import { defineScript, toBoolean, toNumber, toNothing } from '@secureconnect/redis';

/**
 * A critical key has a mark beside it that remembers which write it heard last, so that bringing writes of an outage
 * neither undoes a later one nor happens twice. A day: longer outages are told apart by nobody.
 */
export const markMs = 86_400_000;

/** Remembers a write; a key that is not critical has no mark, and its stamp is empty. */
const remember = `
local function remember(mark, field, stamp)
  if stamp == '' then return end
  redis.call('HSET', mark, field, stamp)
  redis.call('PEXPIRE', mark, ${markMs})
end`;
/** 0: for ever. */
const limit = `
local function limit(key, px)
  if px ~= '0' then redis.call('PEXPIRE', key, px) end
end`;

/** Gives a key a text. */
export const writeText = defineScript({
  name: 'cacheSet',
  keys: ['key', 'mark'],
  args: ['stamp', 'px', 'value'],
  lua: `${remember}
if px == '0' then redis.call('SET', key, value) else redis.call('SET', key, value, 'PX', px) end
remember(mark, 'at', stamp)`,
  reply: toNothing,
});

/** Gives keys of one slot their texts; entries are key, mark, stamp, value. */
export const writeTexts = defineScript({
  name: 'cacheMset',
  keys: ['first'],
  args: ['px'],
  rest: 'entries',
  lua: `${remember}
for i = 1, #entries, 4 do
  if px == '0' then redis.call('SET', entries[i], entries[i + 3])
  else redis.call('SET', entries[i], entries[i + 3], 'PX', px) end
  remember(entries[i + 1], 'at', entries[i + 2])
end`,
  reply: toNothing,
});

/** Deletes keys of one slot; entries are key, mark, stamp. */
export const deleteKeys = defineScript({
  name: 'cacheDel',
  keys: ['first'],
  rest: 'entries',
  lua: `${remember}
local deleted = 0
for i = 1, #entries, 3 do
  deleted = deleted + redis.call('DEL', entries[i])
  remember(entries[i + 1], 'at', entries[i + 2])
end
return deleted`,
  reply: toNumber,
});

/** Lets a key live for so long from now; 0: for ever. */
export const writeExpiry = defineScript({
  name: 'cacheExpire',
  keys: ['key', 'mark'],
  args: ['stamp', 'px', 'isForEver'],
  lua: `${remember}
local done
if isForEver == '1' then
  done = redis.call('EXISTS', key)
  redis.call('PERSIST', key)
else done = redis.call('PEXPIRE', key, px) end
if done == 1 then remember(mark, 'e', stamp) end
return done`,
  reply: toBoolean,
});

/** Adds to or takes from a number; gives it as text, for Lua's own numbers end at 53 bits, with what the key has left. */
export const addTo = defineScript({
  name: 'cacheIncrby',
  keys: ['key', 'mark'],
  args: ['command', 'by', 'px', 'origin', 'sequence'],
  lua: `${remember}${limit}
local isNew = redis.call('EXISTS', key) == 0
redis.call(command, key, by)
if isNew then limit(key, px) end
remember(mark, 'n' .. origin, sequence)
return { redis.call('GET', key), redis.call('PTTL', key) }`,
  reply: (reply) => {
    const [text, pttl] = reply as [string, number];
    return { text, ttl: pttl === -1 ? Infinity : pttl };
  },
});

/** Sets fields, given in turn with their values; gives how many are new, with what the key has left. */
export const writeFields = defineScript({
  name: 'cacheHset',
  keys: ['key', 'mark'],
  args: ['stamp', 'px'],
  rest: 'pairs',
  lua: `${remember}${limit}
local isNew = redis.call('EXISTS', key) == 0
local added = 0
for i = 1, #pairs, 2 do
  added = added + redis.call('HSET', key, pairs[i], pairs[i + 1])
  remember(mark, 'f' .. pairs[i], stamp)
end
if isNew then limit(key, px) end
return { added, redis.call('PTTL', key) }`,
  reply: (reply) => {
    const [added, pttl] = reply as [number, number];
    return { added, ttl: pttl === -1 ? Infinity : pttl };
  },
});

/** Deletes fields; gives how many there were. */
export const deleteFields = defineScript({
  name: 'cacheHdel',
  keys: ['key', 'mark'],
  args: ['stamp'],
  rest: 'fields',
  lua: `${remember}
local deleted = 0
for i = 1, #fields do
  deleted = deleted + redis.call('HDEL', key, fields[i])
  remember(mark, 'f' .. fields[i], stamp)
end
return deleted`,
  reply: toNumber,
});

/** One step of forgetting the keys of one server that match; gives the next cursor. */
export const forgetKeys = defineScript({
  name: 'cacheFlush',
  keys: ['server'],
  args: ['cursor', 'pattern'],
  lua: `
local found = redis.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', 1000)
for _, key in ipairs(found[2]) do redis.call('UNLINK', key) end
return found[1]`,
  reply: String,
});

/** Remembers when everything was forgotten last; the later of two moments stays. */
export const noteFlush = defineScript({
  name: 'cacheFlushed',
  keys: ['key'],
  args: ['at'],
  lua: `if at > (redis.call('GET', key) or '') then redis.call('SET', key, at, 'PX', ${markMs}) end`,
  reply: toNothing,
});
