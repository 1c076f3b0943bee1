import { ProblemError } from '@secureconnect/platform';

/** Another account has this address; only administrators are told so. */
export class EmailTakenError extends ProblemError {
  readonly code = 'email_taken';
}
