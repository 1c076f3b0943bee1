import { type CacheClock } from '../keyspace/cache-clock.port';
import { type Keyspace } from '../keyspace/keyspace';
import { type EntrySource } from './compaction';
import { type JournalRecord, type Moment } from './journal-record';

const slotsPerSlice = 16_384;

/** The live entries of a keyspace whose keys begin so. */
export function keptEntries(keyspace: Keyspace, clock: CacheClock, prefix: string): EntrySource {
  const recordOf = (key: string, slot: number): JournalRecord => {
    const [value, expiresAt] = [keyspace.valueAt(slot), keyspace.expiryAt(slot)];
    const moment: Moment = expiresAt === Infinity ? null : expiresAt;
    return typeof value === 'string'
      ? ['texts', [[key, value]], moment]
      : ['hash', key, [...value.fields].flat(), moment];
  };
  return {
    slice(from, bytes) {
      const { table } = keyspace;
      const now = clock.now();
      const records: JournalRecord[] = [];
      const end = Math.min(table.end, from + slotsPerSlice);
      let [slot, taken] = [from, 0];
      for (; slot < end && taken < bytes; slot++) {
        const key = table.keys[slot];
        if (!key?.startsWith(prefix) || now > keyspace.expiryAt(slot)) continue;
        records.push(recordOf(key, slot));
        taken += table.bytesOf(slot);
      }
      return { records, next: slot < table.end ? slot : undefined };
    },
  };
}
