import { type CacheEntry } from './cache-entry';

/** All of an entry but its value. */
export type EntryHead = Omit<CacheEntry, 'payload'>;

const isTime = (value: unknown): value is number => Number.isFinite(value) && (value as number) >= 0;

const isTag = (value: unknown): value is string => typeof value === 'string';

/** The head that a text says; undefined for one that this version cannot read. */
export function readHead(text: string): EntryHead | undefined {
  const { tags, asOf, graceMs, loadMs } = Object(JSON.parse(text)) as Partial<EntryHead>;
  const isWhole =
    Array.isArray(tags) && tags.every(isTag) && isTime(asOf) && isTime(graceMs) && isTime(loadMs);
  return isWhole ? { tags, asOf, graceMs, loadMs } : undefined;
}
