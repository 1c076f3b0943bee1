import { ProblemError } from '@secureconnect/platform';

/** The role must have a second factor, so its owner cannot take it away. */
export class SecondFactorRequiredError extends ProblemError {
  readonly code = 'mfa_required';
}
