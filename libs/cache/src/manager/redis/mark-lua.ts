/**
 * A critical key has a mark beside it that remembers which writes it heard, so that bringing writes again neither
 * undoes a later one nor happens twice. A day: longer outages are told apart by nobody.
 */
export const markMs = 86_400_000;

/** How scripts tell of a mark; the part that reads need, kept short for them. */
export const toldLua = `
local function told(key, mark)
  if mark == key then return {} end
  return redis.call('HGETALL', mark)
end
local function toldOf(key, mark, field)
  if mark == key then return {} end
  local flat = {}
  for _, name in ipairs({ 'i', 'at', 'e', 'f' .. field }) do
    local value = redis.call('HGET', mark, name)
    if value then flat[#flat + 1] = name; flat[#flat + 1] = value end
  end
  return flat
end`;

/**
 * How scripts keep a mark. It is a hash: i: this life of the key; at: when it was given a value or deleted; e: a time to
 * live; f<field>: a field; c<life>:<origin> and s<life>:<origin>: how many additions an instance made, and their sum;
 * n<origin>: which of them it may ask about again. A stamp is never before one that was heard, whatever the clocks say.
 * A key that is not critical is its own mark.
 */
export const markLua = `
local function later(stamp, than)
  if stamp > than then return stamp end
  local turn = tonumber(string.sub(than, 16, 24)) + 1
  return string.sub(than, 1, 15) .. string.format('%09d', turn) .. string.sub(stamp, 25)
end
local function heard(mark, field) return redis.call('HGET', mark, field) or '' end
local function keep(mark) redis.call('PEXPIRE', mark, ${markMs}) end
local function clear(mark, kinds)
  local top = ''
  local all = redis.call('HGETALL', mark)
  for i = 1, #all, 2 do
    local kind = string.sub(all[i], 1, 1)
    if string.find('aef', kind, 1, true) and all[i + 1] > top then top = all[i + 1] end
    if string.find(kinds, kind, 1, true) then redis.call('HDEL', mark, all[i]) end
  end
  return top
end
local function given(key, mark, stamp)
  if mark == key then return end
  local top = clear(mark, 'efcs')
  redis.call('HSET', mark, 'at', later(stamp, top))
  redis.call('HSETNX', mark, 'i', stamp)
  keep(mark)
end
local function part(key, mark, field, stamp)
  if mark == key then return end
  local at, own = heard(mark, 'at'), heard(mark, field)
  redis.call('HSET', mark, field, later(stamp, at > own and at or own))
  redis.call('HSETNX', mark, 'i', stamp)
  keep(mark)
end
local function isHeard(mark, origin, sequence)
  if mark == '' then return false end
  if (tonumber(heard(mark, 'w' .. origin)) or -1) >= tonumber(sequence) then return true end
  return string.find(heard(mark, 'n' .. origin), ',' .. sequence .. ',', 1, true) ~= nil
end
local function added(mark, origin, sequence, by, floor)
  local list = ','
  for one in string.gmatch(heard(mark, 'n' .. origin), '%d+') do
    if tonumber(one) >= floor then list = list .. one .. ',' end
  end
  redis.call('HSET', mark, 'n' .. origin, list .. sequence .. ',')
  local line = heard(mark, 'i') .. ':' .. origin
  redis.call('HINCRBY', mark, 'c' .. line, 1)
  redis.pcall('HINCRBY', mark, 's' .. line, by)
  keep(mark)
end
local function born(key, mark, life)
  if mark == key then return end
  clear(mark, 'cs')
  redis.call('HSET', mark, 'i', life)
end
${toldLua}`;
