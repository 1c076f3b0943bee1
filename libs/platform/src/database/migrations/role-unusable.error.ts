import { DatabaseSetupError } from './database-setup.error';

/** The service's own role is missing, or whom DATABASE_URL names may not act as it. */
export class RoleUnusableError extends DatabaseSetupError {
  readonly code = 'database_role_unusable';

  constructor(role: string, cause: Error) {
    super(`The role "${role}" cannot be used (${cause.message}): run \`npm run migrate\`.`, cause);
  }
}
