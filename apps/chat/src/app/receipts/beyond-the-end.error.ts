import { ProblemError } from '@secureconnect/platform';

/** The conversation has no message with this number yet. */
export class BeyondTheEndError extends ProblemError {
  readonly code = 'beyond_the_end';
}
