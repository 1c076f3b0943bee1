/** A critical entry that could not be written to its file, and was therefore not written at all. */
export class CacheJournalError extends Error {
  override readonly name = 'CacheJournalError';
  readonly code = 'cache_journal_failed';

  constructor(path: string, cause: unknown) {
    super(`Critical entries cannot be kept in ${path}: ${String(cause)}`, { cause });
  }
}
