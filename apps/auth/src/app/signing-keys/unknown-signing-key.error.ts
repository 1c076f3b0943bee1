import { ProblemError } from '@secureconnect/platform';

/** No signing key has this id, or none any more. */
export class UnknownSigningKeyError extends ProblemError {
  readonly code = 'not_found';
}
