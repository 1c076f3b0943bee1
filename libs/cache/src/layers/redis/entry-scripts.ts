import { defineScript, toBoolean, toNothing } from '@secureconnect/redis';
import { idRange } from '../entry/entry-codec';

/** What came of asking to be the one who loads. */
export type LeaseAnswer = 'mine' | 'taken' | 'filled';

/** Makes somebody the one who loads, unless another one is, or the entry is no more the one that was seen. */
export const takeLease = defineScript({
  name: 'cache.lease',
  keys: ['entry', 'lease'],
  args: ['token', 'leaseMs', 'seen'],
  lua: `
if redis.call('GETRANGE', entry, ${idRange.from}, ${idRange.to}) ~= seen then return 'filled' end
return redis.call('SET', lease, token, 'PX', leaseMs, 'NX') and 'mine' or 'taken'`,
  reply: (reply) => reply as LeaseAnswer,
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

/** Lets others load. */
export const releaseLease = defineScript({
  name: 'cache.lease.release',
  keys: ['lease'],
  args: ['token'],
  lua: `if redis.call('GET', lease) == token then redis.call('DEL', lease) end`,
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
