import { CacheFullError } from '../errors/cache-full.error';
import { CacheJournalError } from '../errors/cache-journal.error';
import { type CacheClock } from '../keyspace/cache-clock.port';
import { type Keyspace } from '../keyspace/keyspace';
import { none } from '../keyspace/slot-table';
import { type PersistentEngineOptions } from '../memory-engine.options';
import { FileJournal } from './file-journal';
import { lockJournal } from './journal-lock';
import { keptEntries } from './kept-entries';
import { readJournal } from './read-journal';
import { type KeptEntry, replay } from './replay';
import { type RestoreReport } from './restore-report';

/** Puts what a file holds into a keyspace, and has its changes written there from now on; CacheJournalError when it cannot be. */
export async function openJournal(
  keyspace: Keyspace,
  clock: CacheClock,
  options: PersistentEngineOptions,
): Promise<RestoreReport> {
  const {
    persistPath: path,
    persistKeyPrefix: prefix = 'critical:',
    persistSync: sync = 'everySecond',
  } = options;
  if (options.persistCriticalData === false) return { entries: 0, refused: 0, damaged: 0, tornBytes: 0 };
  let release: (() => void) | undefined;
  try {
    release = lockJournal(path);
    const kept = new Map<string, KeptEntry>();
    const state = await readJournal(path, (record) => replay(kept, record));
    const live = [...kept].filter(([, { expiresAt }]) => clock.now() <= (expiresAt ?? Infinity));
    for (const [key, entry] of live) if (key.startsWith(prefix)) restore(keyspace, key, entry);
    const source = keptEntries(keyspace, clock, prefix);
    const journal = new FileJournal(path, state.wholeBytes, source, { prefix, sync, clock, release });
    keyspace.journal = journal;
    const lost = live.filter(([key]) => keyspace.table.find(key) === none);
    // Or they would come back one day, whatever has been done to them since.
    for (const [key] of lost) journal.gone(key);
    const { damaged, tornBytes } = state;
    return { entries: live.length - lost.length, refused: lost.length, damaged, tornBytes };
  } catch (error) {
    release?.();
    throw error instanceof CacheJournalError ? error : new CacheJournalError(path, error);
  }
}

function restore(keyspace: Keyspace, key: string, { value, expiresAt: moment }: KeptEntry): void {
  const expiresAt = moment ?? Infinity;
  try {
    if (typeof value === 'string') keyspace.putText(none, key, value, expiresAt);
    else keyspace.putFields(none, key, [...value].flat(), expiresAt);
  } catch (error) {
    if (!(error instanceof CacheFullError)) throw error;
  }
}
