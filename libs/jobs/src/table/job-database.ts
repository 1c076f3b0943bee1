import { type PoolClient } from 'pg';
import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm';

/** One statement with its values. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
  /** Prepared under this name once a connection: only for one whose plan never depends on what the tables hold. */
  readonly name?: string;
  /** Overdue after this the connection is cut, so that nobody waits for a frozen server. */
  readonly answerWithinMs?: number;
  /** It changes nothing. */
  readonly isReading?: boolean;
  /** It has a connection, and leaves. */
  readonly onAsked?: () => void;
}

/** Runs the statements of jobs, alone or within somebody's transaction. */
export class JobDatabase {
  constructor(private readonly source: DataSource) {}

  /** Where it is told that there is work: one channel a schema, since a channel belongs to the whole database. */
  get channel(): string {
    return `jobs:${(this.source.options as { schema?: string }).schema ?? 'public'}`;
  }

  async rows<Row>(statement: Statement, within?: EntityManager): Promise<Row[]> {
    if (within?.queryRunner) return run<Row>((await within.queryRunner.connect()) as PoolClient, statement);
    const runner = this.source.createQueryRunner();
    try {
      return await run<Row>((await runner.connect()) as PoolClient, statement);
    } finally {
      await runner.release();
    }
  }

  /** All of it or nothing; inside a transaction, a savepoint of it. */
  transaction<T>(work: (manager: EntityManager) => Promise<T>, within?: EntityManager): Promise<T> {
    return (within ?? this.source.manager).transaction(work);
  }
}

/** Past TypeORM, which prepares nothing and wraps what comes back differently for each command. */
async function run<Row>(client: PoolClient, statement: Statement): Promise<Row[]> {
  const { text, name, values = [], answerWithinMs } = statement;
  try {
    const query = { text, name, values: [...values], query_timeout: answerWithinMs };
    statement.onAsked?.();
    return (await client.query(query)).rows as Row[];
  } catch (error) {
    // As TypeORM would, for the one place that tells an outage from a fault; without the values, which are payloads.
    throw new QueryFailedError(text, [], error as Error);
  }
}
