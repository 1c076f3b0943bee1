import { ProblemError } from '../errors/problem.error';

/** Something the service can't do without is down; details name it. */
export class NotReadyError extends ProblemError {
  readonly code = 'not_ready';

  constructor(override readonly details: unknown) {
    super('');
  }
}
