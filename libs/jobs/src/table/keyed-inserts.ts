import { type EntityManager } from 'typeorm';
import { type Fence } from './fence';
import { type InsertAnswer } from './insert-answer';
import { insertKeyedSql, insertKeyedWithinSql, insertValues } from './insert-sql';
import { type JobDatabase } from './job-database';
import { JobKeyHeldError } from './job-key-held.error';
import { JobKeyHiddenError } from './job-key-hidden.error';
import { type Inserted, type NewJob } from './job-row';
import { payloadDigest } from './payload-digest';

interface Row {
  readonly nowMs: number;
  readonly isLate: boolean;
  /** Within a transaction alone; then there is nothing else. */
  readonly refused?: 'held' | 'hidden' | null;
  readonly answers: readonly (Inserted & { readonly isOver: boolean; readonly differs: boolean })[];
}

const forgetSql = `DELETE FROM job_keys WHERE expires_at <= clock_timestamp()
  AND (name, key) IN (SELECT * FROM unnest($1::text[], $2::text[]))`;
/** How long an idempotency key is kept, whether its job has ended or not. */
const keyKeptMs = 86_400_000;
const taken = '23505';
/** Each time is lost to somebody who was faster and is done. */
const mostTries = 10;

/** Brings in jobs that may be there already, by a unique key or an idempotency key; no two of them have one key. */
export class KeyedInserts {
  constructor(private readonly database: JobDatabase) {}

  async insert(jobs: readonly NewJob[], fence?: Fence, within?: EntityManager): Promise<InsertAnswer> {
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await this.once(jobs, fence, within);
        if (answer) return answer;
      } catch (error) {
        if (within || !isTaken(error) || tries >= mostTries) throw error;
      }
    }
  }

  /** Undefined: some of their keys had expired, and are forgotten now. */
  private async once(
    jobs: readonly NewJob[],
    fence?: Fence,
    within?: EntityManager,
  ): Promise<InsertAnswer | undefined> {
    const { nowMs, isLate, answers } = await this.ask(jobs, fence, within);
    if (isLate) return { nowMs };
    const over = jobs.filter((_, at) => answers[at]?.isOver);
    if (over.length > 0) {
      const values = [over.map(({ name }) => name), over.map(({ idempotencyKey }) => idempotencyKey)];
      await this.database.rows({ text: forgetSql, values, answerWithinMs: fence?.answerWithinMs }, within);
      return undefined;
    }
    const outcomes = answers.map(({ id, isNew, differs }) => (differs ? 'differs' : { id, isNew }));
    return { outcomes, nowMs };
  }

  private async ask(jobs: readonly NewJob[], fence?: Fence, within?: EntityManager): Promise<Row> {
    const values = [
      ...insertValues(jobs, this.database.channel, fence?.untilMs),
      jobs.map(({ payload }) => payloadDigest(payload)),
      keyKeptMs,
      fence?.lockWithinMs?.toString(),
    ];
    const { answerWithinMs, onAsked } = fence ?? {};
    const text = within ? insertKeyedWithinSql : insertKeyedSql;
    const [row] = await this.database.rows<Row>({ text, values, answerWithinMs, onAsked }, within);
    if (row?.refused) throw row.refused === 'held' ? new JobKeyHeldError() : new JobKeyHiddenError();
    return row as Row;
  }
}

const isTaken = (error: unknown): boolean =>
  (error as { driverError?: { code?: string } }).driverError?.code === taken;
