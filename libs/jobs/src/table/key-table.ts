import { type JobDatabase } from './job-database';

const purgeSql = `
  DELETE FROM job_keys WHERE (name, key) IN (
    SELECT name, key FROM job_keys WHERE expires_at <= clock_timestamp() ORDER BY expires_at LIMIT $1
    FOR UPDATE SKIP LOCKED) RETURNING name`;

/** The idempotency keys that are kept. */
export class KeyTable {
  constructor(private readonly database: JobDatabase) {}

  /** Forgets what has expired, at most `limit`; gives how many. */
  async purge(limit: number): Promise<number> {
    return (await this.database.rows({ text: purgeSql, values: [limit] })).length;
  }
}
