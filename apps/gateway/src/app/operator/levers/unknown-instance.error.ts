import { ProblemError } from '@secureconnect/platform';

/** The gateway knows no such instance. */
export class UnknownInstanceError extends ProblemError {
  readonly code = 'not_found';
}
