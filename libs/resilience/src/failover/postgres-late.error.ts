/** PostgreSQL was asked and did not answer in time; it says nothing of Redis. */
export class PostgresLateError extends Error {
  readonly code = 'postgres_late';

  constructor(
    readonly operation: string,
    readonly deadlineMs: number,
  ) {
    super(`${operation}: PostgreSQL did not answer within ${deadlineMs} ms`);
    this.name = 'PostgresLateError';
  }
}
