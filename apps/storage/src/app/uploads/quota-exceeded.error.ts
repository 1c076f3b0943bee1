import { ProblemError } from '@secureconnect/platform';

/** There is no room for it beside what is kept and promised already. */
export class QuotaExceededError extends ProblemError {
  readonly code = 'quota_exceeded';
}
