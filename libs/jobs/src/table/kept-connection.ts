import { type DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { JobDatabase, type Statement } from './job-database';
import { poolLimitsOf } from './pool-limits';

/** Of fewer connections none is kept: nobody else would have enough. */
const leastPool = 3;

/** Runs single statements on one connection of the pool that it keeps, so that a busy pool holds none of them up. */
export class KeptConnection extends JobDatabase {
  private runner: QueryRunner | undefined;

  constructor(private readonly pooled: DataSource) {
    super(pooled);
  }

  /** False: statements wait for a connection of the pool like everybody's. */
  get isKept(): boolean {
    return poolLimitsOf(this.pooled).size >= leastPool;
  }

  override async rows<Row>(statement: Statement, within?: EntityManager): Promise<Row[]> {
    if (within || !this.isKept) return super.rows(statement, within);
    // One whose connection was lost meanwhile has been released by TypeORM.
    if (!this.runner || this.runner.isReleased) this.runner = this.pooled.createQueryRunner();
    try {
      return await super.rows<Row>(statement, this.runner.manager);
    } catch (error) {
      await this.release();
      throw error;
    }
  }

  /** Gives it back; the next statement takes another one. */
  async release(): Promise<void> {
    const { runner } = this;
    this.runner = undefined;
    if (runner && !runner.isReleased) await runner.release();
  }
}
