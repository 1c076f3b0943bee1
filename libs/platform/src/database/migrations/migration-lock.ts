import { type ClientBase } from 'pg';
import { MigrationBusyError } from './migration-busy.error';

/** Marks our advisory locks among those of others in the same database; any number would do. */
const ours = 733_011;
const wholeDatabase = 0;
const lockTimedOut = '55P03';
const patienceMs = 60_000;

/** Held until the transaction ends: what several services change, like the rights of PUBLIC, is changed by one at a time. */
export async function lockDatabase(client: ClientBase): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1, $2)', [ours, wholeDatabase]);
}

/**
 * Waits for the right to migrate this service, which lasts as long as the connection: if its holder crashes,
 * PostgreSQL passes it on.
 */
export async function lockService(
  client: ClientBase,
  service: string,
  waitMs: number = patienceMs,
): Promise<void> {
  const started = Date.now();
  for (;;) {
    try {
      await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [ours, service]);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== lockTimedOut) throw error;
      if (Date.now() - started >= waitMs) throw new MigrationBusyError(service, waitMs, error);
    }
  }
}
