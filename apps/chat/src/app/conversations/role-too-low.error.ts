import { ProblemError } from '@secureconnect/platform';

/** She is in the conversation, and her role there does not allow this. */
export class RoleTooLowError extends ProblemError {
  readonly code = 'not_allowed';
}
