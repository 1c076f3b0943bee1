import { ProblemError } from '@secureconnect/platform';

/** She sees it, but somebody else sent it. */
export class NotYourMessageError extends ProblemError {
  readonly code = 'not_allowed';
}
