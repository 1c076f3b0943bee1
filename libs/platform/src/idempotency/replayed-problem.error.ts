import { type ErrorCode } from '@secureconnect/contracts';
import { type Problem } from '../errors/problem';
import { ProblemError } from '../errors/problem.error';

/** The refusal that the first request with this key got, once more. */
export class ReplayedProblemError extends ProblemError {
  readonly code: ErrorCode;
  override readonly details?: unknown;

  constructor(problem: Problem) {
    super(problem.message ?? '');
    this.code = problem.code;
    this.details = problem.details;
  }
}
