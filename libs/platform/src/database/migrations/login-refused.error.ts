import { DatabaseSetupError } from './database-setup.error';

/** PostgreSQL answers, but does not let this user into this database. */
export class LoginRefusedError extends DatabaseSetupError {
  readonly code = 'database_login_refused';

  constructor(url: string, cause: Error) {
    super(`PostgreSQL at ${new URL(url).host} refuses the login of DATABASE_URL: ${cause.message}.`, cause);
  }
}
