import { type DataSource, type EntityManager } from 'typeorm';
import { JobDatabase, type Statement } from './job-database';
import { unavailabilityOf } from './jobs-unavailable.error';

type Say<Row> = (statement: Statement) => Promise<Row[]>;

/**
 * For statements whose answer somebody waits for: each is answered in time or refused, and what is refused changes
 * nothing later. What a frozen PostgreSQL finds when it wakes is a transaction that nobody has committed.
 */
export class PromptDatabase extends JobDatabase {
  constructor(
    private readonly pooled: DataSource,
    private readonly withinMs: number,
  ) {
    super(pooled);
  }

  override async rows<Row>(statement: Statement, within?: EntityManager): Promise<Row[]> {
    if (within) return super.rows(statement, within);
    const until = performance.now() + this.withinMs;
    const runner = this.pooled.createQueryRunner();
    const say: Say<Row> = (said) =>
      super.rows({ ...said, answerWithinMs: leftOf(said, until) }, runner.manager);
    try {
      await runner.connect();
      return await (statement.isReading ? say(statement) : committed(say, statement));
    } catch (error) {
      throw unavailabilityOf(error);
    } finally {
      await runner.release();
    }
  }
}

/** One that fails is given back within its transaction: the pool ends that connection, and PostgreSQL forgets both. */
async function committed<Row>(say: Say<Row>, statement: Statement): Promise<Row[]> {
  await say({ text: 'BEGIN' });
  const rows = await say(statement);
  await say({ text: 'COMMIT' });
  return rows;
}

const leftOf = ({ answerWithinMs = Infinity }: Statement, until: number): number =>
  Math.min(answerWithinMs, Math.max(1, Math.ceil(until - performance.now())));
