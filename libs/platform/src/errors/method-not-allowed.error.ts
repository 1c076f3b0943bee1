import { ProblemError } from './problem.error';

/** The path exists, under other methods. */
export class MethodNotAllowedError extends ProblemError {
  readonly code = 'method_not_allowed';

  constructor(readonly allowed: readonly string[]) {
    super('');
  }
}
