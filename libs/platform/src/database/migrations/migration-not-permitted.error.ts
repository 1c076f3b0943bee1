import { DatabaseSetupError } from './database-setup.error';

/** Whom DATABASE_URL names may not do what migrating takes. */
export class MigrationNotPermittedError extends DatabaseSetupError {
  readonly code = 'migration_not_permitted';

  constructor(url: string, service: string, cause: Error) {
    const { username, pathname } = new URL(url);
    super(
      `User "${decodeURIComponent(username)}" may not migrate "${service}" in database "${pathname.slice(1)}" ` +
        `(${cause.message}): DATABASE_URL must name the database's owner, with the right to create roles.`,
      cause,
    );
  }
}
