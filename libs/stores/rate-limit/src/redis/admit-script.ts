import { defineScript, toNothing } from '@secureconnect/redis';
import { RedisChangedError } from '@secureconnect/resilience';

/** What a script replies instead where the marker is not the one expected: no debt is below zero. */
const strange = -1;

/** Redis may be emptied at any moment; who would admit looks first whether it was. An empty key: nobody looks. */
const isStrange = `markerKey ~= '' and redis.call('GET', markerKey) ~= marker`;

/** Fails where this is not the Redis that was filled: it knows of no debts. */
function toDebt(reply: unknown): number {
  const debt = Number(reply);
  if (debt === strange) throw new RedisChangedError();
  return debt;
}

const toDebts = (reply: unknown): readonly number[] => (reply as unknown[]).map(toDebt);

/**
 * Redis counts by its own clock, in whole microseconds, and keeps of each subject when it will be at rest. What is
 * told from outside are debts, never moments: of two debts the larger holds, and none is more than its bound.
 */
const debtOf = `
local call, now = redis.call, time[1] * 1000000 + time[2]
local function debtOf(key, bound, told, added)
  local debt = (tonumber(redis.pcall('GET', key)) or 0) - now
  if told > debt then debt = told end
  debt = debt > 0 and debt + added or added
  return debt < bound and debt or bound
end
local function owe(key, debt)
  if debt > 0 then call('SET', key, now + debt, 'PX', math.ceil(debt / 1000)) end
end`;

/**
 * Admits requests one after the other, each with all its checks or none. A request is the number of its checks, and of
 * each the key, cost, bound, debt known to whoever asks, what it admitted ahead, and 1 for a shadow. Replies what each
 * subject owed before.
 */
export const admitRequests = defineScript({
  name: 'rate-limit.admit',
  keys: ['slot'],
  args: ['markerKey', 'marker'],
  rest: 'words',
  lua: `if ${isStrange} then return {${strange}} end
${debtOf}
local owed, at = {}, 1
while at <= #words do
  local count, first = tonumber(words[at]), #owed
  local from, isAllowed = at + 1, true
  for check = 0, count - 1 do
    local word = from + check * 6
    local bound = tonumber(words[word + 2])
    local debt = debtOf(words[word], bound, tonumber(words[word + 3]), tonumber(words[word + 4]))
    owed[#owed + 1] = debt
    if debt + words[word + 1] > bound and words[word + 5] == '0' then isAllowed = false end
  end
  for check = 0, count - 1 do
    local word = from + check * 6
    local debt = owed[first + check + 1]
    if isAllowed and debt + words[word + 1] <= tonumber(words[word + 2]) then debt = debt + words[word + 1] end
    owe(words[word], debt)
  end
  at = from + count * 6
end
return owed`,
  reply: toDebts,
});

/**
 * The same for a request of one check, which most are: a shadow is no other to it. Replies what the subject owed before.
 */
export const admitOne = defineScript({
  name: 'rate-limit.admit-one',
  keys: ['key'],
  args: ['cost', 'bound', 'told', 'added', 'markerKey', 'marker'],
  lua: `
if ${isStrange} then return ${strange} end
local now, most = time[1] * 1000000 + time[2], tonumber(bound)
local debt = (tonumber(redis.pcall('GET', key)) or 0) - now
local known = tonumber(told)
if known > debt then debt = known end
debt = debt > 0 and debt + added or tonumber(added)
if debt > most then debt = most end
local owed = debt + cost
if owed > most then owed = debt end
if owed > 0 then redis.call('SET', key, now + owed, 'PX', math.ceil(owed / 1000)) end
return debt`,
  reply: toDebt,
});

/** Tells Redis debts, each as key, bound and debt; may be repeated, by anybody and in any order. */
export const tellDebts = defineScript({
  name: 'rate-limit.tell',
  keys: ['slot'],
  rest: 'words',
  lua: `${debtOf}
for at = 1, #words, 3 do
  owe(words[at], debtOf(words[at], tonumber(words[at + 1]), tonumber(words[at + 2]), 0))
end`,
  reply: toNothing,
});
