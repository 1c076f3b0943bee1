import { defineScript, toNumber } from '@secureconnect/redis';
import { markLua } from '../redis/mark-lua';

/**
 * Brings what a process saw of keys to a Redis that may know less of them. Entries are key, mark, and as JSON: i: the
 * life; at: since when; t: text (v), gone or hash; l: additions in it (line, count, sum); n: those heard (origin, list);
 * w: the origin and the last of its additions that v has in it; f: fields (name, at, value or nothing); g: fields of
 * which nobody knows since when; e: expiry; px. Gives how many keys were changed. May be repeated.
 */
export const restoreKnown = defineScript({
  name: 'cacheRestore',
  keys: ['first'],
  rest: 'entries',
  lua: `${markLua}
local restored = 0
local function limit(key, px)
  if px == 0 then redis.call('DEL', key)
  elseif px > 0 then redis.call('PEXPIRE', key, px)
  else redis.call('PERSIST', key) end
end
local function put(mark, line, count, sum)
  redis.call('HSET', mark, 'c' .. line, count, 's' .. line, sum)
end
local function hears(mark, known)
  for _, one in ipairs(known.n or {}) do
    redis.call('HSET', mark, 'n' .. one[1], heard(mark, 'n' .. one[1]) .. one[2])
  end
  if known.w then redis.call('HSET', mark, 'w' .. known.w[1], known.w[2]) end
end
local function others(mark, life)
  local all, kept = redis.call('HGETALL', mark), {}
  for i = 1, #all, 2 do
    local line = string.sub(all[i], 2)
    if string.sub(all[i], 1, 1) == 'c' and string.sub(line, 1, #life + 1) ~= life .. ':' then
      kept[#kept + 1] = { line, all[i + 1], heard(mark, 's' .. line) }
    end
  end
  return kept
end
local function whole(key, mark, known)
  local kept = others(mark, known.i)
  redis.call('DEL', key)
  if known.px ~= 0 and known.t == 'text' then redis.call('SET', key, known.v) end
  clear(mark, 'efcs')
  redis.call('HSET', mark, 'at', known.at)
  redis.call('HSETNX', mark, 'i', known.i)
  for _, line in ipairs(known.l or {}) do put(mark, line[1], line[2], line[3]) end
  if known.t ~= 'gone' and known.px ~= 0 then
    for _, line in ipairs(kept) do
      local is = redis.pcall('INCRBY', key, line[3])
      if type(is) ~= 'table' then put(mark, line[1], line[2], line[3]) end
    end
  end
  hears(mark, known)
  limit(key, known.px)
end
local function sums(key, mark, known)
  local changed = false
  for _, line in ipairs(known.l) do
    local count = tonumber(heard(mark, 'c' .. line[1])) or 0
    if line[2] > count then
      local has = heard(mark, 's' .. line[1])
      local is = redis.pcall('INCRBY', key, line[3])
      if type(is) ~= 'table' then
        if has ~= '' then redis.call('DECRBY', key, has) end
        put(mark, line[1], line[2], line[3])
        changed = true
      end
    end
  end
  if changed then
    hears(mark, known)
    local left = redis.call('PTTL', key)
    if known.px > 0 and (left < 0 or left > known.px) and heard(mark, 'e') == '' then limit(key, known.px) end
  end
  return changed
end
for i = 1, #entries, 3 do
  local key, mark, known = entries[i], entries[i + 1], cjson.decode(entries[i + 2])
  local changed = false
  local isBlank = redis.call('EXISTS', key, mark) == 0
  local at = heard(mark, 'at')
  local isNew = redis.call('EXISTS', key) == 0
  if (known.t == 'text' and isBlank and known.px ~= 0) or (known.t ~= 'hash' and known.at > at) then
    changed = known.t == 'text' or not isNew
    whole(key, mark, known)
  elseif known.t == 'text' and known.px ~= 0 and known.at == at and known.l then
    changed = sums(key, mark, known)
  elseif known.t == 'hash' and known.px ~= 0 and known.at > at then
    redis.call('DEL', key)
    clear(mark, 'efcs')
    redis.call('HSET', mark, 'at', known.at)
    isNew = true
  end
  at = heard(mark, 'at')
  for _, field in ipairs(known.f or {}) do
    if field[2] > at and field[2] > heard(mark, 'f' .. field[1]) then
      local is
      if field[3] then is = redis.pcall('HSET', key, field[1], field[3])
      else is = redis.pcall('HDEL', key, field[1]) end
      if type(is) ~= 'table' then
        redis.call('HSET', mark, 'f' .. field[1], field[2])
        changed = true
      end
    end
  end
  if isBlank or known.at >= at then
    for _, field in ipairs(known.g or {}) do
      if isBlank and redis.pcall('HSETNX', key, field[1], field[2]) == 1 then changed = true end
    end
  end
  if known.f and isNew and changed then limit(key, known.px) end
  if known.e and known.e.at > at and known.e.at > heard(mark, 'e') then
    limit(key, known.e.px)
    redis.call('HSET', mark, 'e', known.e.at)
    changed = true
  end
  if redis.call('EXISTS', mark) == 1 then
    redis.call('HSETNX', mark, 'i', known.i)
    keep(mark)
  elseif changed then
    redis.call('HSET', mark, 'i', known.i)
    keep(mark)
  end
  if changed then restored = restored + 1 end
end
return restored`,
  reply: toNumber,
});
