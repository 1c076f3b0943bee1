/** A step of recovery failed as often as it may be tried; what it had to write waits for the next run. */
export class ReconcileFailedError extends Error {
  readonly code = 'reconcile_failed';

  constructor(
    readonly store: string,
    readonly tries: number,
    cause: unknown,
  ) {
    super(`${store} could not be reconciled in ${tries} tries`, { cause });
    this.name = 'ReconcileFailedError';
  }
}
