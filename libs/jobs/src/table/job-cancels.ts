import { type JobDatabase } from './job-database';
import { cancelMessage, tellSql } from './job-messages';
import { nextOfOrderKeys } from './order-sql';

/** What became of a wish to end a job. */
export type CancelOutcome = 'cancelled' | 'cancelling' | 'absent';

const removeSql = `
  WITH gone AS (DELETE FROM jobs WHERE id = $1 AND worker IS NULL RETURNING id, name, order_key, seq, ready),
  ${nextOfOrderKeys},
  told AS (SELECT ${tellSql('$2', 'name')} FROM gone WHERE order_key IS NOT NULL)
  SELECT id, (SELECT count(*) FROM told) AS told FROM gone`;

const askSql = `
  WITH asked AS (
    UPDATE jobs SET cancel_requested = true WHERE id = $1 AND worker IS NOT NULL RETURNING id)
  SELECT id, ${tellSql('$2', `'${cancelMessage}'`)} FROM asked`;

const existsSql = 'SELECT id FROM jobs WHERE id = $1';
const cancelledSql = 'SELECT id FROM jobs WHERE cancel_requested AND worker = $1';

/** Ends jobs before their time. */
export class JobCancels {
  constructor(private readonly database: JobDatabase) {}

  /** A waiting job is gone; a running one is asked to end; again where it just changed from one to the other. */
  async cancel(id: string): Promise<CancelOutcome> {
    for (;;) {
      if (await this.any(removeSql, [id, this.database.channel])) return 'cancelled';
      if (await this.any(askSql, [id, this.database.channel])) return 'cancelling';
      if (!(await this.any(existsSql, [id]))) return 'absent';
    }
  }

  /** Jobs of this worker whose end is wanted. */
  async cancelled(worker: string): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>({ text: cancelledSql, values: [worker] });
    return rows.map(({ id }) => id);
  }

  private async any(text: string, values: unknown[]): Promise<boolean> {
    return (await this.database.rows({ text, values })).length > 0;
  }
}
