import { classifyDatabaseError } from '@secureconnect/platform';
import { JobKeyHeldError } from '../table/job-key-held.error';
import { EnqueueDeadlineError } from './enqueue-deadline.error';
import { EnqueueUnansweredError } from './enqueue-unanswered.error';
import { EnqueueUnavailableError } from './enqueue-unavailable.error';

/** What somebody is told whose job is not taken: PostgreSQL's own words are the cause. */
export function refusalOf(cause: unknown): unknown {
  if (cause instanceof EnqueueDeadlineError || cause instanceof EnqueueUnansweredError) return cause;
  if (cause instanceof JobKeyHeldError) return new EnqueueDeadlineError(undefined, { cause });
  const outage = classifyDatabaseError(cause);
  if (outage === 'timeout') return new EnqueueDeadlineError(undefined, { cause });
  return outage === 'unavailable' ? new EnqueueUnavailableError(undefined, { cause }) : cause;
}
