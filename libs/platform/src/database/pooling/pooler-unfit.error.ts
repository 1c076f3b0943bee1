import { DatabaseSetupError } from '../migrations/database-setup.error';

/** What the pooler of DATABASE_URL lends is not as the service needs it. */
export class PoolerUnfitError extends DatabaseSetupError {
  readonly code = 'database_pooler_unfit';

  constructor(what: string) {
    super(
      `The pooler of DATABASE_URL does not fit: ${what}. ` +
        'Run `npm run migrate` with DATABASE_ROLE_PASSWORD and the same DATABASE_STATEMENT_TIMEOUT_MS, then RECONNECT in the pooler.',
    );
  }
}
