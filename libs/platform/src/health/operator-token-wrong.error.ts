import { ProblemError } from '../errors/problem.error';

/** Whoever asked did not show the operator's token. */
export class OperatorTokenWrongError extends ProblemError {
  readonly code = 'operator_token_wrong';
}
