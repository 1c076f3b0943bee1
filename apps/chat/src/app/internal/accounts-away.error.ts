import { ProblemError } from '@secureconnect/platform';

/** Auth does not answer, so nobody can say who has an account. */
export class AccountsAwayError extends ProblemError {
  readonly code = 'accounts_unavailable';
  override readonly retryAfterSeconds = 2;
}
