import { ProblemError } from '@secureconnect/platform';

/** Her role needs a second factor for this, and she signed in without. */
export class SecondFactorMissingError extends ProblemError {
  readonly code = 'mfa_enrolment_required';
}
