import { type FieldFault } from '@secureconnect/contracts';
import { ProblemError } from './problem.error';

/** Some fields are not what the route takes; details lists each with what is wrong. */
export class ValidationFailedError extends ProblemError {
  readonly code = 'validation_failed';

  constructor(override readonly details: readonly FieldFault[]) {
    super('');
  }
}
