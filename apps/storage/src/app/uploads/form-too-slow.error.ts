import { ProblemError } from '@secureconnect/platform';

/** Its bytes came so slowly that nobody waits for the rest; by tus it can be gone on with. */
export class FormTooSlowError extends ProblemError {
  readonly code = 'request_timeout';
}
