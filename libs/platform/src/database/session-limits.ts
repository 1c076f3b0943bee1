/** How long PostgreSQL waits for what, by the names of its settings, in milliseconds. */
export interface SessionLimits {
  readonly statement_timeout: number;
  readonly lock_timeout: number;
  readonly idle_in_transaction_session_timeout: number;
}

/** The limits of a service; that of a lock is below the statement's own, so that the error says it was a lock. */
export const sessionLimits = (statementTimeoutMs: number): SessionLimits => ({
  statement_timeout: statementTimeoutMs,
  lock_timeout: Math.ceil(statementTimeoutMs / 2),
  idle_in_transaction_session_timeout: statementTimeoutMs * 2,
});
