import { ProblemError } from '@secureconnect/platform';

/** No mail can be sent to what was given as an address. */
export class InvalidEmailError extends ProblemError {
  readonly code = 'invalid_email';
}
