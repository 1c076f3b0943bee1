import { defineScript, toBoolean, toNothing } from '@secureconnect/redis';
import { idRange } from '../entry/entry-codec';

/** What came of asking to be the one who loads: another one is, or has loaded what may not be kept and told it. */
export type LeaseAnswer =
  | { readonly is: 'mine' | 'filled' }
  | { readonly is: 'taken'; readonly by: string }
  | { readonly is: 'told'; readonly text: string };

/**
 * Makes somebody the one who loads, unless another one is, or the entry is no more the one that was seen. Who waited for
 * another is given what that one told; nobody else is. May be asked again when the answer was lost.
 */
export const takeLease = defineScript({
  name: 'cache.lease',
  keys: ['entry', 'lease', 'told'],
  args: ['token', 'leaseMs', 'seen', 'awaited'],
  lua: `
if redis.call('GETRANGE', entry, ${idRange.from}, ${idRange.to}) ~= seen then return {'filled', ''} end
if awaited ~= '' then
  local words = redis.call('GET', told)
  if words and string.sub(words, 1, #awaited) == awaited then
    return {'told', string.sub(words, #awaited + 1)}
  end
end
if redis.call('SET', lease, token, 'PX', leaseMs, 'NX') then return {'mine', ''} end
local holder = redis.call('GET', lease)
return {holder == token and 'mine' or 'taken', holder}`,
  reply: (reply): LeaseAnswer => {
    const [is, words] = reply as [LeaseAnswer['is'], string];
    if (is === 'taken') return { is, by: words };
    return is === 'told' ? { is, text: words } : { is };
  },
});

/** Goes on being the one; true while it is. */
export const renewLease = defineScript({
  name: 'cache.lease.renew',
  keys: ['lease'],
  args: ['token', 'leaseMs'],
  lua: `
if redis.call('GET', lease) ~= token then return 0 end
return redis.call('PEXPIRE', lease, leaseMs)`,
  reply: toBoolean,
});

/** Lets others load; those who wait may be told what came of it. */
export const releaseLease = defineScript({
  name: 'cache.lease.release',
  keys: ['lease', 'told'],
  args: ['token', 'words', 'toldMs'],
  lua: `
if redis.call('GET', lease) ~= token then return end
redis.call('DEL', lease)
if words ~= '' then redis.call('SET', told, token .. words, 'PX', toldMs) end`,
  reply: toNothing,
});

/** Writes what was loaded, by whoever is still the one who loads: a value set meanwhile is newer. */
export const fillEntry = defineScript({
  name: 'cache.fill',
  keys: ['entry', 'lease'],
  args: ['token', 'text', 'ttlMs'],
  lua: `
if redis.call('GET', lease) ~= token then return 0 end
redis.call('SET', entry, text, 'PX', ttlMs)
redis.call('DEL', lease)
return 1`,
  reply: toBoolean,
});

/** Writes an entry; who is loading it may not write it any more. */
export const setEntry = defineScript({
  name: 'cache.set',
  keys: ['entry', 'lease'],
  args: ['text', 'ttlMs'],
  lua: `
redis.call('SET', entry, text, 'PX', ttlMs)
redis.call('DEL', lease)`,
  reply: toNothing,
});

/** Deletes an entry; who is loading it may not write it any more. */
export const deleteEntry = defineScript({
  name: 'cache.delete',
  keys: ['entry', 'lease'],
  lua: `return redis.call('DEL', entry, lease)`,
  reply: toNothing,
});
