import { DatabaseSetupError } from './database-setup.error';

/** Somebody else has been migrating for longer than anybody should wait. */
export class MigrationBusyError extends DatabaseSetupError {
  readonly code = 'migration_busy';

  constructor(service: string, waitedMs: number, cause: unknown) {
    const seconds = Math.round(waitedMs / 1000);
    super(`Another process has been migrating "${service}" for over ${seconds} s; try again later.`, cause);
  }
}
