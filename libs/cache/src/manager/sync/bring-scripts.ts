import { defineScript, toNumber } from '@secureconnect/redis';
import { markMs } from '../redis/write-scripts';

/**
 * Makes the changes of an outage where no later one is known. Entries are key, mark ('' for a key that is not
 * critical), change as JSON: b: base (at, v: text or h: fields in turn with values, or neither; px), n: additions
 * (sequence, by) in their order, o: their origin, f: fields (name, at, value or nothing), e: expiry (at, px), x: px
 * of a key that comes to be. px: -1 for ever, 0 over. Gives how many parts did not fit what the key holds by now.
 * May be repeated.
 */
export const bringChanges = defineScript({
  name: 'cacheBring',
  keys: ['first'],
  rest: 'entries',
  lua: `
local clashes = 0
local function try(...)
  local reply = redis.pcall(...)
  if type(reply) ~= 'table' or not reply.err then return end
  local own = string.find(reply.err, 'WRONGTYPE') or string.find(reply.err, 'not an integer')
    or string.find(reply.err, 'overflow')
  if not own then error(reply) end
  clashes = clashes + 1
end
local function limit(key, px)
  if px == 0 then redis.call('DEL', key)
  elseif px > 0 then redis.call('PEXPIRE', key, px)
  else redis.call('PERSIST', key) end
end
for i = 1, #entries, 3 do
  local key, mark, kept = entries[i], entries[i + 1], cjson.decode(entries[i + 2])
  local function seen(field) return mark ~= '' and redis.call('HGET', mark, field) or '' end
  local function remember(field, stamp) if mark ~= '' then redis.call('HSET', mark, field, stamp) end end
  local at = seen('at')
  local base = kept.b
  if base and base.at > at then
    redis.call('DEL', key)
    if base.px ~= 0 then
      if base.v then redis.call('SET', key, base.v) end
      for j = 1, #(base.h or {}), 2 do redis.call('HSET', key, base.h[j], base.h[j + 1]) end
      limit(key, base.px)
    end
    remember('at', base.at)
  end
  local isNew = redis.call('EXISTS', key) == 0
  for _, addition in ipairs(kept.n or {}) do
    local heard = seen('n' .. kept.o)
    if heard == '' or addition[1] > tonumber(heard) then
      try('INCRBY', key, addition[2])
      remember('n' .. kept.o, addition[1])
    end
  end
  for _, field in ipairs(kept.f or {}) do
    if field[2] > at and field[2] > seen('f' .. field[1]) then
      if field[3] then try('HSET', key, field[1], field[3]) else try('HDEL', key, field[1]) end
      remember('f' .. field[1], field[2])
    end
  end
  if isNew and (kept.n or kept.f) then limit(key, kept.x) end
  if kept.e and kept.e.at > at and kept.e.at > seen('e') then
    limit(key, kept.e.px)
    remember('e', kept.e.at)
  end
  if mark ~= '' then redis.call('PEXPIRE', mark, ${markMs}) end
end
return clashes`,
  reply: toNumber,
});

/**
 * Writes what memory remembers of keys that Redis has lost, and of which it knows nothing newer; entries as above, with
 * a base, and the last addition that is in it already.
 */
export const restoreLost = defineScript({
  name: 'cacheRestore',
  keys: ['first'],
  rest: 'entries',
  lua: `
local restored = 0
for i = 1, #entries, 3 do
  local key, mark, lost = entries[i], entries[i + 1], cjson.decode(entries[i + 2])
  local base = lost.b
  if base.px ~= 0 and redis.call('EXISTS', key, mark) == 0 then
    if base.v then redis.call('SET', key, base.v) end
    for j = 1, #(base.h or {}), 2 do redis.call('HSET', key, base.h[j], base.h[j + 1]) end
    if base.px > 0 then redis.call('PEXPIRE', key, base.px) end
    redis.call('HSET', mark, 'n' .. lost.o, lost.n[1][1])
    redis.call('PEXPIRE', mark, ${markMs})
    restored = restored + 1
  end
end
return restored`,
  reply: toNumber,
});
