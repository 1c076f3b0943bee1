import { ProblemError } from '../errors/problem.error';

/** What was said of a client was not said by the gateway, or not to this service, or not now. */
export class ForgedStatementError extends ProblemError {
  readonly code = 'forged_statement';
}
