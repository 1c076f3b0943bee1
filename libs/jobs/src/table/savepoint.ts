import { classifyDatabaseError } from '@secureconnect/platform';
import { type EntityManager } from 'typeorm';
import { type JobDatabase, type Statement } from './job-database';

/** Runs a statement so that its failing does not end the transaction; all steps together have as long as the statement. */
export async function inSavepoint(
  database: JobDatabase,
  within: EntityManager,
  statement: Statement,
): Promise<unknown[]> {
  const until = performance.now() + (statement.answerWithinMs ?? 0);
  const left = () => statement.answerWithinMs && Math.max(1, Math.ceil(until - performance.now()));
  const say = (text: string) => database.rows({ text, answerWithinMs: left() }, within);
  await say('SAVEPOINT jobs_insert');
  try {
    const rows = await database.rows<unknown>({ ...statement, answerWithinMs: left() }, within);
    await say('RELEASE SAVEPOINT jobs_insert');
    return rows;
  } catch (error) {
    // Of one that went away nothing can be taken back, and nothing need be.
    if (isAnswered(error)) await say('ROLLBACK TO SAVEPOINT jobs_insert; RELEASE SAVEPOINT jobs_insert');
    throw error;
  }
}

const isAnswered = (error: unknown): boolean =>
  classifyDatabaseError(error) === undefined ||
  'severity' in ((error as { driverError?: object }).driverError ?? {});
