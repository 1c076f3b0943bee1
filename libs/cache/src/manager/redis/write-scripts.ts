import { defineScript, toNothing } from '@secureconnect/redis';
import { markLua, markMs } from './mark-lua';

/** What a mark holds, name and value in turn; empty for a key that has none. */
export type FlatMark = readonly string[];

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
  lua: `${markLua}
if px == '0' then redis.call('SET', key, value) else redis.call('SET', key, value, 'PX', px) end
given(key, mark, stamp)
return told(key, mark)`,
  reply: (reply) => reply as FlatMark,
});

/** Gives keys of one slot their texts; entries are key, mark, stamp, value. */
export const writeTexts = defineScript({
  name: 'cacheMset',
  keys: ['first'],
  args: ['px'],
  rest: 'entries',
  lua: `${markLua}
local marks = {}
for i = 1, #entries, 4 do
  if px == '0' then redis.call('SET', entries[i], entries[i + 3])
  else redis.call('SET', entries[i], entries[i + 3], 'PX', px) end
  given(entries[i], entries[i + 1], entries[i + 2])
  marks[#marks + 1] = told(entries[i], entries[i + 1])
end
return marks`,
  reply: (reply) => reply as readonly FlatMark[],
});

/** Deletes keys of one slot; entries are key, mark, stamp. */
export const deleteKeys = defineScript({
  name: 'cacheDel',
  keys: ['first'],
  rest: 'entries',
  lua: `${markLua}
local deleted, marks = 0, {}
for i = 1, #entries, 3 do
  deleted = deleted + redis.call('DEL', entries[i])
  given(entries[i], entries[i + 1], entries[i + 2])
  marks[#marks + 1] = told(entries[i], entries[i + 1])
end
return { deleted, marks }`,
  reply: (reply) => {
    const [deleted, marks] = reply as [number, FlatMark[]];
    return { deleted, marks };
  },
});

/** Lets a key live for so long from now; 0: for ever. */
export const writeExpiry = defineScript({
  name: 'cacheExpire',
  keys: ['key', 'mark'],
  args: ['stamp', 'px', 'isForEver'],
  lua: `${markLua}
local done
if isForEver == '1' then
  done = redis.call('EXISTS', key)
  redis.call('PERSIST', key)
else done = redis.call('PEXPIRE', key, px) end
if done == 1 then part(key, mark, 'e', stamp) end
return { done, toldOf(key, mark, '') }`,
  reply: (reply) => {
    const [done, mark] = reply as [number, FlatMark];
    return { isThere: done === 1, mark };
  },
});

/** Adds to or takes from a number; gives it as text, for Lua's own numbers end at 53 bits, with what the key has left. */
export const addTo = defineScript({
  name: 'cacheIncrby',
  keys: ['key', 'mark'],
  args: ['command', 'by', 'px', 'origin', 'sequence', 'floor', 'stamp'],
  lua: `${markLua}${limit}
local isNew = redis.call('EXISTS', key) == 0
redis.call(command, key, by)
if isNew then
  limit(key, px)
  born(key, mark, stamp)
end
if mark ~= key then
  redis.call('HSETNX', mark, 'i', stamp)
  local signed = command == 'INCRBY' and by or (string.sub(by, 1, 1) == '-' and string.sub(by, 2) or '-' .. by)
  added(mark, origin, sequence, signed, tonumber(floor))
end
return { redis.call('GET', key), redis.call('PTTL', key), told(key, mark) }`,
  reply: (reply) => {
    const [text, pttl, mark] = reply as [string, number, FlatMark];
    return { text, ttl: pttl === -1 ? Infinity : pttl, mark };
  },
});

/** Sets a field; gives whether it is new, with what the key has left. */
export const writeField = defineScript({
  name: 'cacheHset',
  keys: ['key', 'mark'],
  args: ['stamp', 'px', 'field', 'value'],
  lua: `${markLua}${limit}
local isNew = redis.call('EXISTS', key) == 0
local new = redis.call('HSET', key, field, value)
part(key, mark, 'f' .. field, stamp)
if isNew then limit(key, px) end
return { new, redis.call('PTTL', key), toldOf(key, mark, field) }`,
  reply: (reply) => {
    const [added, pttl, mark] = reply as [number, number, FlatMark];
    return { added, ttl: pttl === -1 ? Infinity : pttl, mark };
  },
});

/** Deletes a field; gives how many there were. */
export const deleteField = defineScript({
  name: 'cacheHdel',
  keys: ['key', 'mark'],
  args: ['stamp', 'field'],
  lua: `${markLua}
local deleted = redis.call('HDEL', key, field)
part(key, mark, 'f' .. field, stamp)
return { deleted, toldOf(key, mark, field) }`,
  reply: (reply) => {
    const [deleted, mark] = reply as [number, FlatMark];
    return { deleted, mark };
  },
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
