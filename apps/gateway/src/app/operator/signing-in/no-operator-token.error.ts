import { ProblemError } from '@secureconnect/platform';

/** No OPERATOR_TOKEN is set, so nobody can sign in. */
export class NoOperatorTokenError extends ProblemError {
  readonly code = 'operator_token_unset';
}
