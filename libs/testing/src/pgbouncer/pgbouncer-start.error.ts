/** PgBouncer ended instead of answering; the message has what it said. */
export class PgBouncerStartError extends Error {
  readonly code = 'PGBOUNCER_START';

  constructor(log: string) {
    super(`PgBouncer ended:\n${log}`);
    this.name = 'PgBouncerStartError';
  }
}
