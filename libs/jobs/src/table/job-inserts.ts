import { type EntityManager } from 'typeorm';
import { type Fence } from './fence';
import { type InsertAnswer } from './insert-answer';
import { insertOrderedSql, insertOrderedWithinSql, insertSql, insertValues } from './insert-sql';
import { type JobDatabase } from './job-database';
import { type NewJob } from './job-row';

const unordered = { name: 'jobs-insert', text: insertSql };
/** Not prepared: how to look for those who stand before is to be planned by what the table holds at that time. */
const ordered = { text: insertOrderedSql };
const orderedWithin = { text: insertOrderedWithinSql };

/** Brings in jobs without keys that others could have, all of them or none, and tells who waits for work. */
export class JobInserts {
  constructor(private readonly database: JobDatabase) {}

  async insert(jobs: readonly NewJob[], fence?: Fence, within?: EntityManager): Promise<InsertAnswer> {
    const isOrdered = jobs.some(({ orderKey }) => orderKey !== undefined);
    const statement = !isOrdered ? unordered : within ? orderedWithin : ordered;
    const values = insertValues(jobs, this.database.channel, fence?.untilMs);
    const { answerWithinMs, onAsked } = fence ?? {};
    const [answer] = await this.database.rows<{ entered: number; nowMs: number }>(
      { ...statement, values, answerWithinMs, onAsked },
      within,
    );
    const outcomes =
      answer?.entered === jobs.length ? jobs.map(({ id }) => ({ id, isNew: true })) : undefined;
    return { outcomes, nowMs: answer?.nowMs ?? 0 };
  }
}
