import { ProblemError } from '@secureconnect/platform';

/** The account has a second factor already. */
export class MfaAlreadyEnabledError extends ProblemError {
  readonly code = 'mfa_already_enabled';
}
