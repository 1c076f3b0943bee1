import { defineScript } from '@secureconnect/redis';
import { markLua } from '../redis/mark-lua';
import { type FlatMark } from '../redis/write-scripts';

/** What Redis holds of a key once changes were made; undefined: a hash, or a key that is not critical. */
export interface Brought {
  readonly text: string | null | undefined;
  readonly ttl: number | undefined;
  readonly mark: FlatMark;
}

/**
 * Makes the changes of an outage where no later one is known. Entries are key, mark ('' for a key that is not
 * critical), change as JSON: b: base (at, v: text or h: fields in turn with values, or neither; px), n: additions
 * (sequence, by) in their order, o: their origin, f: fields (name, at, value or nothing), e: expiry (at, px), x: px
 * of a key that comes to be. px: -1 for ever, 0 over. Gives how many parts did not fit what the key holds by now, and the
 * keys as they are now. May be repeated.
 */
export const bringChanges = defineScript({
  name: 'cacheBring',
  keys: ['first'],
  rest: 'entries',
  lua: `${markLua}
local clashes, marks = 0, {}
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
    if mark ~= '' then clear(mark, 'efcs') end
    remember('at', base.at)
  end
  local isNew = redis.call('EXISTS', key) == 0
  for _, addition in ipairs(kept.n or {}) do
    if not isHeard(mark, kept.o, addition[1]) then
      if mark ~= '' and redis.call('EXISTS', key) == 0 then born(key, mark, kept.i) end
      try('INCRBY', key, addition[2])
      if mark ~= '' then
        redis.call('HSETNX', mark, 'i', kept.i)
        added(mark, kept.o, addition[1], addition[2], 0)
      end
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
  if mark ~= '' then
    redis.call('HSETNX', mark, 'i', kept.i)
    keep(mark)
    local kind = redis.call('TYPE', key).ok
    marks[#marks + 1] = { kind, kind == 'string' and redis.call('GET', key) or false, redis.call('PTTL', key),
      redis.call('HGETALL', mark) }
  else marks[#marks + 1] = {} end
end
return { clashes, marks }`,
  reply: (reply): { clashes: number; keys: readonly Brought[] } => {
    const [clashes, marks] = reply as [number, [string, string | null, number, FlatMark][]];
    const keys = marks.map(([kind, text, pttl, mark = []]) => ({
      text: kind === 'string' || kind === 'none' ? text : undefined,
      ttl: pttl === -1 ? Infinity : pttl < 0 ? undefined : pttl,
      mark,
    }));
    return { clashes, keys };
  },
});
