import { type JournalRecord, type Moment } from './journal-record';

/** An entry as the journal tells of it. */
export interface KeptEntry {
  value: string | Map<string, string>;
  expiresAt: Moment;
}

/** Does to the entries what a record says was done. */
export function replay(entries: Map<string, KeptEntry>, record: JournalRecord): void {
  const put = (key: string, value: KeptEntry['value'], expiresAt: Moment) => {
    entries.delete(key); // So that the order is that of the last writes.
    entries.set(key, { value, expiresAt });
  };
  switch (record[0]) {
    case 'texts':
      return record[1].forEach(([key, value]) => put(key, value, record[2]));
    case 'hash':
      return put(record[1], new Map(inPairs(record[2])), record[3]);
    case 'fields':
      return inPairs(record[2]).forEach(([field, value]) => fieldsAt(entries, record[1])?.set(field, value));
    case 'fieldsGone':
      return withoutFields(entries, record[1], record[2]);
    case 'expiry':
      return void Object.assign(entries.get(record[1]) ?? {}, { expiresAt: record[2] });
    case 'gone':
      return void entries.delete(record[1]);
    case 'cleared':
      return entries.clear();
  }
}

const inPairs = (flat: readonly string[]): [string, string][] =>
  flat.flatMap((field, at) => (at % 2 === 0 ? [[field, flat[at + 1] as string] as [string, string]] : []));

function fieldsAt(entries: Map<string, KeptEntry>, key: string): Map<string, string> | undefined {
  const value = entries.get(key)?.value;
  return value instanceof Map ? value : undefined;
}

function withoutFields(entries: Map<string, KeptEntry>, key: string, gone: readonly string[]): void {
  const fields = fieldsAt(entries, key);
  gone.forEach((field) => fields?.delete(field));
  if (fields?.size === 0) entries.delete(key);
}
