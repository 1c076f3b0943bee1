import { type Transaction } from '@secureconnect/platform';
import { type PoolClient } from 'pg';
import { type DataSource, QueryFailedError } from 'typeorm';

/** Runs the statements of the lockout, each within a deadline of its own: overdue, its connection is cut. */
export class LockoutDatabase {
  /** How far PostgreSQL's clock is ahead of ours, at least. */
  private aheadMs: number | undefined;

  constructor(
    private readonly source: DataSource,
    private readonly answerWithinMs: number,
  ) {}

  async rows<Row>(text: string, values: readonly unknown[], within?: Transaction): Promise<Row[]> {
    if (within) return within.manager.query<Row[]>(text, [...values]);
    return this.connected((client) => this.ask<Row>(client, text, values));
  }

  /** As `rows`, with one more value: when it is too late to take effect, by PostgreSQL's clock. Each answer tells that clock. */
  async fenced<Row extends { readonly clockMs: number }>(
    text: string,
    values: readonly unknown[],
  ): Promise<Row[]> {
    return this.connected(async (client) => {
      try {
        const aheadMs = this.aheadMs ?? (await this.lookAtClock(client));
        const rows = await this.ask<Row>(client, text, [
          ...values,
          performance.now() + this.answerWithinMs + aheadMs,
        ]);
        this.learn(rows[0]?.clockMs);
        return rows;
      } catch (error) {
        // A clock that was set may be why it came too late.
        this.aheadMs = undefined;
        throw error;
      }
    });
  }

  private async connected<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      return await work((await runner.connect()) as PoolClient);
    } finally {
      await runner.release();
    }
  }

  private async lookAtClock(client: PoolClient): Promise<number> {
    const text = 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "clockMs"';
    const [row] = await this.ask<{ clockMs: number }>(client, text, []);
    return this.learn(row?.clockMs) ?? 0;
  }

  private learn(clockMs: number | undefined): number | undefined {
    if (clockMs !== undefined) this.aheadMs = clockMs - performance.now();
    return this.aheadMs;
  }

  private async ask<Row>(client: PoolClient, text: string, values: readonly unknown[]): Promise<Row[]> {
    try {
      const query = { text, values: [...values], query_timeout: this.answerWithinMs };
      return (await client.query(query)).rows as Row[];
    } catch (error) {
      // As TypeORM would, for the one place that tells an outage from a fault; without the values, which name people.
      throw new QueryFailedError(text, [], error as Error);
    }
  }
}
