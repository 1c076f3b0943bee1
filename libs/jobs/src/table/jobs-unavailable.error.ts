import { classifyDatabaseError, ProblemError } from '@secureconnect/platform';

/** PostgreSQL was away or late: what was asked nobody knows, and what was to be changed is as it was. */
export class JobsUnavailableError extends ProblemError {
  override readonly name = 'JobsUnavailableError';

  constructor(
    readonly code: 'database_timeout' | 'database_unavailable',
    options?: ErrorOptions,
  ) {
    super('The database did not answer in time, or is not there: nothing was changed.', options);
  }
}

/** What somebody is told whose question met an outage; a fault is left as it is. */
export function unavailabilityOf(cause: unknown): unknown {
  const outage = classifyDatabaseError(cause);
  if (outage === undefined) return cause;
  return new JobsUnavailableError(outage === 'timeout' ? 'database_timeout' : 'database_unavailable', {
    cause,
  });
}
