import { defineScript } from '../script/define-script';

const toReplies = (reply: unknown): readonly (number | string | null)[] =>
  reply as (number | string | null)[];

/** Whatever else is wrong with a key fails the script, as it would without the `pcall`. */
const foreign = `
local function isForeign(held, key)
  if type(held) ~= 'table' then return false end
  if not string.find(held.err, 'WRONGTYPE', 1, true) then redis.call('GET', key) end
  return true
end`;

/**
 * Writes each entry where nothing is held. Entries are key without prefix, text, PX. Gives, of those it did not write,
 * the number and the text that is held instead; nil where it was no text at all and has been replaced. Here and below
 * all keys are in the slot of the first, by which a Cluster is asked.
 */
export const writeAbsent = defineScript({
  name: 'writeAbsent',
  keys: ['first'],
  args: ['prefix'],
  rest: 'entries',
  lua: `${foreign}
local others = {}
for i = 1, #entries, 3 do
  local key, text = prefix .. entries[i], entries[i + 1]
  if not redis.call('SET', key, text, 'PX', entries[i + 2], 'NX') then
    local held = redis.pcall('GET', key)
    if isForeign(held, key) then
      redis.call('SET', key, text, 'PX', entries[i + 2])
      held = false
    end
    if held ~= text then
      others[#others + 1] = (i - 1) / 3
      others[#others + 1] = held
    end
  end
end
return others`,
  reply: toReplies,
});

/**
 * Writes each entry where what is held is still what the caller merged with, or nothing. Entries are key without
 * prefix, text held when last seen ('': none), text to write, and its PX; 0: it has ended, so it is deleted and not
 * written. Gives what it did not write, as above.
 */
export const replaceHeld = defineScript({
  name: 'replaceHeld',
  keys: ['first'],
  args: ['prefix'],
  rest: 'entries',
  lua: `${foreign}
local others = {}
for i = 1, #entries, 4 do
  local key, seen, text, px = prefix .. entries[i], entries[i + 1], entries[i + 2], entries[i + 3]
  local held = redis.pcall('GET', key)
  local foreign = isForeign(held, key)
  if foreign then
    others[#others + 1] = (i - 1) / 4
    others[#others + 1] = false
  end
  if held and not foreign and held ~= seen and held ~= text then
    others[#others + 1] = (i - 1) / 4
    others[#others + 1] = held
  elseif px ~= '0' then redis.call('SET', key, text, 'PX', px)
  elseif held then redis.call('DEL', key) end
end
return others`,
  reply: toReplies,
});
