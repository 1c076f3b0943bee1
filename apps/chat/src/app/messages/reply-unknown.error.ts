import { ProblemError } from '@secureconnect/platform';

/** What it replies to is not there, or she may not see it. */
export class ReplyUnknownError extends ProblemError {
  readonly code = 'reply_unknown';
}
