import { defineScript } from '@secureconnect/redis';

/** Where an invalidation stands in the log. */
export interface LogPlace {
  readonly number: number;
  /** The number of the one before it; 0: it began the log. */
  readonly before: number;
  readonly floor: number;
}

/** What is read of the log. */
export interface LogPage {
  /** The number of the last invalidation; 0: there is no log. */
  readonly last: number;
  readonly floor: number;
  /** The number it was asked by is one that this log has, by a mark or as one of its last few hundred. */
  readonly isKnown: boolean;
  readonly marks: readonly (readonly [mark: string, number: number])[];
}

const pageOf = (reply: unknown): LogPage => {
  const [last, floor, isKnown, rows] = reply as [string, string, number, string[]];
  const marks: [string, number][] = [];
  for (let at = 0; at < rows.length; at += 2) marks.push([rows[at] as string, Number(rows[at + 1])]);
  return { last: Number(last), floor: Number(floor), isKnown: isKnown === 1, marks };
};

/** Where a number is remembered besides its marks; the next one with the same remainder takes its place. */
const slots = 256;

/**
 * Puts marks into the log under the next number and tells who listens; gives their place. The log is one sorted set, so
 * that Redis can only lose all of it: each mark with the number of its latest invalidation, `#` with the last number,
 * `~` with the number below which marks were forgotten. Up to 256 of the last numbers are there once more, each under
 * `^` and a remainder: who knows a number that the log has nowhere may know another log than this one. A number is the
 * server's microseconds where that is more than the last, so that a new log begins above an old one; no order depends on
 * it. Where a clock was set back it goes on by chance, so that two logs of one origin do not use the same numbers. Lua
 * writes large numbers short, hence the formatting.
 */
export const appendToLog = defineScript({
  name: 'cache.invalidate',
  keys: ['log'],
  args: ['known', 'chance', 'channel', 'keptUs', 'maxMarks'],
  rest: 'marks',
  lua: `
local function text(number) return string.format('%.0f', number) end
local now = redis.call('TIME')
local us = now[1] * 1000000 + now[2]
local last = tonumber(redis.call('ZSCORE', log, '#') or '0')
local number = math.max(last, known)
number = us > number and us or number + chance
local floor = tonumber(redis.call('ZSCORE', log, '~') or number)
for i = 1, #marks do redis.call('ZADD', log, text(number), marks[i]) end
redis.call('ZREMRANGEBYSCORE', log, '-inf', '(' .. text(number - keptUs))
local surplus = redis.call('ZCARD', log) - maxMarks - ${slots}
if surplus > 0 then
  floor = tonumber(redis.call('ZRANGE', log, surplus - 1, surplus - 1, 'WITHSCORES')[2])
  redis.call('ZREMRANGEBYSCORE', log, '-inf', text(floor))
end
redis.call('ZADD', log, text(floor), '~', text(number), '#', text(number), '^' .. text(number % ${slots}))
redis.call('PUBLISH', channel, text(last) .. ' ' .. text(number) .. ' ' .. cjson.encode(marks))
return {text(number), text(last), text(floor)}`,
  reply: (reply): LogPlace => {
    const [number = 0, before = 0, floor = 0] = (reply as string[]).map(Number);
    return { number, before, floor };
  },
});

/** What came after a number, oldest first; so many at most, and all of one number are one. */
export const readLog = defineScript({
  name: 'cache.invalidations',
  keys: ['log'],
  args: ['known', 'limit'],
  writes: false,
  lua: `
local last = redis.call('ZSCORE', log, '#')
if not last then return {'0', '0', 0, {}} end
local floor = redis.call('ZSCORE', log, '~') or last
local isKnown = tonumber(last) >= tonumber(known) and redis.call('ZCOUNT', log, known, known) > 0 and 1 or 0
if tonumber(last) <= tonumber(known) then return {last, floor, isKnown, {}} end
return {last, floor, isKnown, redis.call('ZRANGEBYSCORE', log, '(' .. known, '+inf', 'WITHSCORES', 'LIMIT', 0, limit)}`,
  reply: pageOf,
});

/** The number of the latest invalidation of each mark; 0 for one that the log does not have. */
export const readMarks = defineScript({
  name: 'cache.marks',
  keys: ['log'],
  rest: 'marks',
  writes: false,
  lua: `
local numbers = {}
for i = 1, #marks do numbers[i] = redis.call('ZSCORE', log, marks[i]) or '0' end
return numbers`,
  reply: (reply) => (reply as string[]).map(Number),
});
