/** PostgreSQL failed time after time and is left alone for a moment: it was not asked. */
export class PostgresRestingError extends Error {
  readonly code = 'postgres_resting';

  constructor(
    readonly operation: string,
    readonly retryAfterMs: number,
  ) {
    super(
      `${operation}: PostgreSQL was away a moment ago and is not asked until its breaker lets a trial through`,
    );
    this.name = 'PostgresRestingError';
  }
}
