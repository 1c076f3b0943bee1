import { type EntityManager } from 'typeorm';
import { type Fence } from './fence';
import { insertKeyedSql, insertValues } from './insert-sql';
import { type JobDatabase } from './job-database';
import { type Inserted, type NewJob } from './job-row';
import { payloadDigest } from './payload-digest';

/** What became of a keyed job; `differs`: its idempotency key stands for another payload. */
export interface KeyedAnswer {
  readonly outcome: Inserted | 'differs' | 'late';
  readonly nowMs: number;
}

interface Row {
  readonly entered: number;
  readonly nowMs: number;
  readonly held: { readonly id: string; readonly isOver: boolean; readonly isAlike: boolean } | null;
  readonly same: string | null;
}

const forgetSql = 'DELETE FROM job_keys WHERE name = $1 AND key = $2 AND expires_at <= clock_timestamp()';
/** How long an idempotency key is kept, whether its job has ended or not. */
const keyKeptMs = 86_400_000;
const taken = '23505';
/** Each time is lost to somebody who was faster and is done. */
const mostTries = 10;

/** Brings in jobs that may be there already, by a unique key or an idempotency key. */
export class KeyedInserts {
  constructor(private readonly database: JobDatabase) {}

  async insert(job: NewJob, fence?: Fence, within?: EntityManager): Promise<KeyedAnswer> {
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await this.once(job, fence, within);
        if (answer) return answer;
      } catch (error) {
        if (!isTaken(error) || tries >= mostTries) throw error;
      }
    }
  }

  /** Undefined: its key had expired, and is forgotten now. */
  private async once(job: NewJob, fence?: Fence, within?: EntityManager): Promise<KeyedAnswer | undefined> {
    const row = await this.ask(job, fence, within);
    if (row.held?.isOver) {
      await this.database.rows({ text: forgetSql, values: [job.name, job.idempotencyKey] }, within);
      return undefined;
    }
    return { outcome: outcomeOf(job, row), nowMs: row.nowMs };
  }

  /** Within a transaction: in a savepoint, which a key that is taken ends, and not the transaction. */
  private async ask(job: NewJob, fence?: Fence, within?: EntityManager): Promise<Row> {
    const values = [
      ...insertValues([job], this.database.channel, fence?.untilMs),
      payloadDigest(job.payload),
      keyKeptMs,
    ];
    const statement = { text: insertKeyedSql, values, answerWithinMs: fence?.answerWithinMs };
    const rows = within
      ? await this.database.transaction((manager) => this.database.rows<Row>(statement, manager), within)
      : await this.database.rows<Row>(statement);
    return rows[0] as Row;
  }
}

function outcomeOf({ id }: NewJob, { held, same, entered }: Row): KeyedAnswer['outcome'] {
  if (held) return held.isAlike ? { id: held.id, isNew: false } : 'differs';
  if (same !== null) return { id: same, isNew: false };
  return entered === 1 ? { id, isNew: true } : 'late';
}

const isTaken = (error: unknown): boolean =>
  (error as { driverError?: { code?: string } }).driverError?.code === taken;
