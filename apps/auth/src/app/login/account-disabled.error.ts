import { ProblemError } from '@secureconnect/platform';

/** The password was right, and an administrator has disabled the account. */
export class AccountDisabledError extends ProblemError {
  readonly code = 'account_disabled';
}
