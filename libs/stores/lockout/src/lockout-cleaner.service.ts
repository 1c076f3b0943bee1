import { type LockoutDatabase } from './lockout-database';
import { type LockoutRules } from './lockout.options';

const batch = 500;
const batchesAtOnce = 20;

const older = (table: string, key: string, time: string): string => `
  WITH gone AS (DELETE FROM ${table} WHERE ${key} IN (
    SELECT ${key} FROM ${table} WHERE ${time} < clock_timestamp() - $1 * interval '1 ms'
    ORDER BY ${time} LIMIT ${batch} FOR UPDATE SKIP LOCKED) RETURNING 1)
  SELECT count(*)::integer AS removed FROM gone`;

/** Forgets what decides nothing any more, in batches so small that no login notices. */
export class LockoutCleaner {
  private readonly work: readonly (readonly [string, number])[];

  constructor(
    private readonly database: LockoutDatabase,
    { windowMs, longestPairLockMs }: LockoutRules,
  ) {
    this.work = [
      [older('login_attempts', 'id', 'begun_at'), windowMs],
      // How often a pair was locked counts for a while after its lock.
      [older('login_locks', 'ctid', 'until'), longestPairLockMs],
      [older('allowance_uses', 'id', 'ends_at'), 0],
    ];
  }

  /** Removes what is old, up to a bound; gives the number removed. Any number of instances may at once. */
  async clean(): Promise<number> {
    let removed = 0;
    for (const [text, ageMs] of this.work) removed += await this.inBatches(text, ageMs);
    return removed;
  }

  private async inBatches(text: string, ageMs: number): Promise<number> {
    let removed = 0;
    for (let batches = 0; batches < batchesAtOnce; batches += 1) {
      const [row] = await this.database.rows<{ removed: number }>(text, [ageMs]);
      removed += row?.removed ?? 0;
      if ((row?.removed ?? 0) < batch) break;
    }
    return removed;
  }
}
