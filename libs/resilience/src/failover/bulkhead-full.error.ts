/** Too many ask for the same thing already: this one was not begun. */
export class BulkheadFullError extends Error {
  readonly code = 'bulkhead_full';

  constructor(
    readonly bulkhead: string,
    readonly reason: 'queue full' | 'waited too long',
  ) {
    super(`${bulkhead} is busy: ${reason}`);
    this.name = 'BulkheadFullError';
  }
}
