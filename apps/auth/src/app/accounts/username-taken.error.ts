import { ProblemError } from '@secureconnect/platform';

/** Another account has this name. */
export class UsernameTakenError extends ProblemError {
  readonly code = 'username_taken';
}
