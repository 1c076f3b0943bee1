import { DatabaseSetupError } from './database-setup.error';

/** There is no PostgreSQL to talk to, or it broke off. */
export class DatabaseUnreachableError extends DatabaseSetupError {
  readonly code = 'database_unreachable';

  constructor(url: string, cause: Error) {
    super(`PostgreSQL at ${new URL(url).host} cannot be reached: ${cause.message}.`, cause);
  }
}
