import { ProblemError } from '../errors/problem.error';
import { classifyDriverError } from './classify-driver-error';

/** No connection to the database could be had; whatever was asked was not begun. */
export class DatabaseConnectionError extends ProblemError {
  readonly code: 'database_unavailable' | 'database_timeout';

  constructor(cause: Error) {
    super('', { cause });
    this.code = classifyDriverError(cause) === 'timeout' ? 'database_timeout' : 'database_unavailable';
  }
}
