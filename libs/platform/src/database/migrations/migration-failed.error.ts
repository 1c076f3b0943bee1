import { DatabaseSetupError } from './database-setup.error';

/** One migration failed and was rolled back; those before it stay. */
export class MigrationFailedError extends DatabaseSetupError {
  readonly code = 'migration_failed';

  constructor(
    service: string,
    readonly migration: string,
    cause: Error,
  ) {
    super(`Migration ${migration} of "${service}" failed and was rolled back: ${cause.message}.`, cause);
  }
}
