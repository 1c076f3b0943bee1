import { ProblemError } from '../errors/problem.error';

/** There is no operator's token, so nobody can show it. */
export class OperatorTokenUnsetError extends ProblemError {
  readonly code = 'operator_token_unset';
}
