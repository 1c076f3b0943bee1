import { CacheCommandError } from '../errors/cache-command.error';
import { type Keyspace } from '../keyspace/keyspace';
import { none } from '../keyspace/slot-table';
import { expireTime } from './expire-time';
import { type SetOptions } from './set.options';

/** SET with its options: OK, or null where the condition did not hold; with `get` the value before. */
export function setWithOptions(
  keyspace: Keyspace,
  now: number,
  defaultTtl: number,
  key: string,
  value: string,
  { ttl, keepTtl = false, condition, get = false }: SetOptions,
): string | null {
  if (keepTtl && ttl !== undefined) throw new CacheCommandError('ERR syntax error');
  const fresh = expireTime(ttl ?? defaultTtl, now, 'set');
  const slot = get ? keyspace.read(key) : keyspace.find(key);
  const before = slot === none ? null : keyspace.valueAt(slot);
  if (get && before !== null && typeof before !== 'string') throw CacheCommandError.wrongType();
  const answer = get ? (before as string | null) : 'OK';
  if (condition === (slot === none ? 'XX' : 'NX')) return get ? answer : null;
  keyspace.putText(slot, key, value, keepTtl && slot !== none ? keyspace.expiryAt(slot) : fresh);
  return answer;
}
