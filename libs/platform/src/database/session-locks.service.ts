import { type BoundedConfig } from './bounded-client.adapter';
import { withConnection } from './with-connection';

const lockSql = 'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS ours';
const unlockSql = 'SELECT pg_advisory_unlock(hashtextextended($1, 0))';

/** Locks that are held longer than a transaction may last, so by a connection of their own to PostgreSQL itself. */
export class SessionLocks {
  constructor(private readonly connection: BoundedConfig) {}

  /**
   * Does it while nobody else does under this name, on any machine; undefined: somebody does. Who dies or loses the
   * connection lets go of it, and so the work must bear that another one begins.
   */
  alone<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
    return withConnection(this.connection, async (client) => {
      const { rows } = await client.query<{ ours: boolean }>(lockSql, [name]);
      if (rows[0]?.ours !== true) return undefined;
      try {
        return await work();
      } finally {
        // Where that fails the connection is gone, and the lock with it.
        await client.query(unlockSql, [name]).catch(() => undefined);
      }
    });
  }
}
