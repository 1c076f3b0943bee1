import { classifyDatabaseError, ProblemError } from '@secureconnect/platform';
import { EnqueueDeadlineError } from './enqueue-deadline.error';
import { EnqueueUnavailableError } from './enqueue-unavailable.error';

/** What somebody is told whose job is not taken: PostgreSQL's own words are the cause. */
export function refusalOf(cause: unknown): unknown {
  if (cause instanceof ProblemError) return cause;
  const outage = classifyDatabaseError(cause);
  if (outage === 'timeout') return new EnqueueDeadlineError(undefined, { cause });
  return outage === 'unavailable' ? new EnqueueUnavailableError(undefined, { cause }) : cause;
}
