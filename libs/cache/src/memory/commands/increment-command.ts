import { CacheCommandError } from '../errors/cache-command.error';
import { type Keyspace } from '../keyspace/keyspace';
import { none } from '../keyspace/slot-table';
import { addInt64, type Int64, negateInt64, parseInt64, toInt64 } from './int64';

/** INCRBY: the sum, as near as a number gets to it. A key that is not there counts as 0. */
export function increment(keyspace: Keyspace, freshExpiry: number, key: string, by: Int64 | string): number {
  return add(keyspace, freshExpiry, key, integerArgument(by));
}

/** DECRBY, likewise. */
export function decrement(keyspace: Keyspace, freshExpiry: number, key: string, by: Int64 | string): number {
  const less = negateInt64(integerArgument(by));
  if (less === undefined) throw new CacheCommandError('ERR decrement would overflow');
  return add(keyspace, freshExpiry, key, less);
}

function integerArgument(by: Int64 | string): Int64 {
  const value = toInt64(by);
  if (value === undefined) throw CacheCommandError.notAnInteger();
  return value;
}

function add(keyspace: Keyspace, freshExpiry: number, key: string, by: Int64): number {
  const slot = keyspace.find(key);
  const before = slot === none ? '0' : keyspace.valueAt(slot);
  if (typeof before !== 'string') throw CacheCommandError.wrongType();
  const value = parseInt64(before);
  if (value === undefined) throw CacheCommandError.notAnInteger();
  const sum = addInt64(value, by);
  if (sum === undefined) throw new CacheCommandError('ERR increment or decrement would overflow');
  keyspace.putText(slot, key, String(sum), slot === none ? freshExpiry : keyspace.expiryAt(slot));
  return Number(sum);
}
