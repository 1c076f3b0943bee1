import { type JobDatabase } from '../table/job-database';

/**
 * What PostgreSQL's clock shows, at least, as far as its last answer tells. The answer was written before it arrived
 * here, so its clock is that far on or farther: whatever is fenced by this is fenced too early rather than too late.
 */
export class PostgresClock {
  private aheadMs: number | undefined;

  constructor(
    private readonly database: JobDatabase,
    private readonly now: () => number,
  ) {}

  /** PostgreSQL's clock as it stood in an answer that has just arrived. */
  learn(postgresMs: number): void {
    this.aheadMs = postgresMs - this.now();
  }

  /** The time on PostgreSQL's clock at a moment of ours. */
  async at(ms: number, answerWithinMs: number): Promise<number> {
    if (this.aheadMs === undefined) {
      const text = 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms';
      const [row] = await this.database.rows<{ ms: number }>({ text, answerWithinMs });
      if (row) this.learn(row.ms);
    }
    return ms + (this.aheadMs ?? 0);
  }
}
