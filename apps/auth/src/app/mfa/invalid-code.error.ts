import { ProblemError } from '@secureconnect/platform';

/** A code that is wrong or was used: nobody is told which. */
export class InvalidCodeError extends ProblemError {
  readonly code = 'invalid_code';
}
