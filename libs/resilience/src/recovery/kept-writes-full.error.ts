/** A write that has no other record found no room; whoever made it must hold it durably or fail closed. */
export class KeptWritesFullError extends Error {
  readonly code = 'kept_writes_full';

  constructor(readonly store: string) {
    super(`${store}: no room to keep the write until Redis is back, and nothing that may be dropped for it`);
    this.name = 'KeptWritesFullError';
  }
}
