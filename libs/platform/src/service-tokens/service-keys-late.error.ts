import { ProblemError } from '../errors/problem.error';

/** PostgreSQL did not say in time whose key this is. */
export class ServiceKeysLateError extends ProblemError {
  readonly code = 'database_timeout';
}
