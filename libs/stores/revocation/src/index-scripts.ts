import { defineScript, toNothing } from '@secureconnect/redis';

const raise = `
local known = tonumber(redis.call('GET', head) or '0')
if tonumber(seq) > known then redis.call('SET', head, seq) end`;

/** Says that there is a number, or will be. */
export const raiseHead = defineScript({
  name: 'raiseHead',
  keys: ['head'],
  args: ['seq'],
  lua: raise,
  reply: toNothing,
});

/**
 * Brings revocations, each as key, moment and PX; of two under one key the later moment and the later end hold. Then
 * says that there are numbers up to `seq`, and tells the message, if there is one. May be repeated.
 */
export const bringRevocations = defineScript({
  name: 'bringRevocations',
  keys: ['head'],
  args: ['prefix', 'seq', 'channel', 'message'],
  rest: 'entries',
  lua: `
for i = 1, #entries, 3 do
  local key, moment, px = prefix .. entries[i], entries[i + 1], tonumber(entries[i + 2])
  local held = redis.call('GET', key)
  if held then
    if (tonumber(held) or 0) > tonumber(moment) then moment = held end
    px = math.max(px, redis.call('PTTL', key))
  end
  redis.call('SET', key, moment, 'PX', px)
end
${raise}
if message ~= '' then redis.call('PUBLISH', channel, message) end`,
  reply: toNothing,
});
