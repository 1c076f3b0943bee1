import { type Keyspace } from '../keyspace/keyspace';
import { none } from '../keyspace/slot-table';
import { expireTime } from './expire-time';

/** Only where the key has no time to live (NX), has one (XX), or gets a later (GT) or an earlier end (LT) by it. */
export type ExpireCondition = 'NX' | 'XX' | 'GT' | 'LT';

/** PEXPIRE: 1, or 0 where there is no such key or the condition does not hold. A time not above 0 deletes the key. */
export function expire(
  keyspace: Keyspace,
  now: number,
  key: string,
  ttl: number,
  condition?: ExpireCondition,
): 0 | 1 {
  const expiresAt = expireTime(ttl, now, 'pexpire');
  const slot = keyspace.find(key);
  if (slot === none || !holds(condition, expiresAt, keyspace.expiryAt(slot))) return 0;
  if (expiresAt <= now) keyspace.delete(slot);
  else keyspace.setExpiry(slot, expiresAt);
  return 1;
}

// No time to live is a later end than any.
function holds(condition: ExpireCondition | undefined, wanted: number, current: number): boolean {
  switch (condition) {
    case 'NX':
      return current === Infinity;
    case 'XX':
      return current !== Infinity;
    case 'GT':
      return wanted > current;
    case 'LT':
      return wanted < current;
    case undefined:
      return true;
  }
}
