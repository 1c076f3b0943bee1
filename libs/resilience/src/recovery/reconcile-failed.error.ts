/** A step of recovery failed as often as it may be tried; what it had to write waits for the next run. */
export class ReconcileFailedError extends Error {
  readonly code = 'reconcile_failed';

  constructor(
    readonly store: string,
    readonly tries: number,
    cause: unknown,
  ) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${store} could not be reconciled in ${tries} tries: ${why}`, { cause });
    this.name = 'ReconcileFailedError';
  }
}
