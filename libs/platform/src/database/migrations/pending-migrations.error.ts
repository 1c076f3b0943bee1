import { DatabaseSetupError } from './database-setup.error';

/** The database is older than this version of the service. */
export class PendingMigrationsError extends DatabaseSetupError {
  readonly code = 'migrations_pending';

  constructor(
    service: string,
    readonly pending: readonly string[],
  ) {
    super(`The schema of "${service}" lacks ${pending.join(', ')}: run \`npm run migrate\`.`);
  }
}
