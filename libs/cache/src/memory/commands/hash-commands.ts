import { CacheCommandError } from '../errors/cache-command.error';
import { HashValue } from '../keyspace/hash-value';
import { type Keyspace } from '../keyspace/keyspace';
import { none } from '../keyspace/slot-table';

const noFields: ReadonlyMap<string, string> = new Map();

/** The fields of a key, none where there is no such key. */
export function fieldsOf(keyspace: Keyspace, key: string): ReadonlyMap<string, string> {
  const slot = keyspace.read(key);
  return slot === none ? noFields : hashAt(keyspace, slot).fields;
}

/** HSET: how many fields are new. */
export function setFields(
  keyspace: Keyspace,
  freshExpiry: number,
  key: string,
  pairs: readonly string[],
): number {
  if (pairs.length === 0 || pairs.length % 2 === 1) throw CacheCommandError.wrongNumberOfArguments('hset');
  const slot = keyspace.find(key);
  if (slot === none) return keyspace.putFields(slot, key, pairs, freshExpiry);
  hashAt(keyspace, slot);
  return keyspace.putFields(slot, key, pairs, keyspace.expiryAt(slot));
}

/** HDEL: how many fields were there. The key goes with the last of them. */
export function deleteFields(keyspace: Keyspace, key: string, fields: readonly string[]): number {
  if (fields.length === 0) throw CacheCommandError.wrongNumberOfArguments('hdel');
  const slot = keyspace.find(key);
  if (slot === none) return 0;
  hashAt(keyspace, slot);
  return keyspace.dropFields(slot, fields);
}

function hashAt(keyspace: Keyspace, slot: number): HashValue {
  const value = keyspace.valueAt(slot);
  if (value instanceof HashValue) return value;
  throw CacheCommandError.wrongType();
}
