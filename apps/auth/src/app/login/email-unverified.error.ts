import { ProblemError } from '@secureconnect/platform';

/** The password was right, and nobody has shown yet that mail to the address is read. */
export class EmailUnverifiedError extends ProblemError {
  readonly code = 'email_unverified';
}
