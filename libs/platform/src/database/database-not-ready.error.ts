import { ProblemError } from '../errors/problem.error';

/** The schema is not known to be up to date yet, so nobody is let at it; the cause says what it waits for. */
export class DatabaseNotReadyError extends ProblemError {
  readonly code = 'database_unavailable';

  constructor(reason: string) {
    super('', { cause: new Error(reason) });
  }
}
