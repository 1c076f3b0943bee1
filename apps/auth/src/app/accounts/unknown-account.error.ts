import { ProblemError } from '@secureconnect/platform';

/** No account has this id. */
export class UnknownAccountError extends ProblemError {
  readonly code = 'not_found';
}
