import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { backoffMs } from './backoff';
import { wasConflict } from './was-conflict';

/** One transaction, and what is to be done once its fate is known. */
export interface Transaction {
  readonly manager: EntityManager;
  /** Runs last, right before the commit, so that what it locks is held as briefly as can be; fails it by failing. */
  beforeCommit(work: () => Promise<void>): void;
  /** Runs once it is committed, beside what others do then; whoever asked waits, and it must not fail for an outage. */
  onCommitted(work: () => Promise<void> | void): void;
  /** Runs where nobody can say whether it was committed: PostgreSQL went away while it was. */
  onUncertain(work: () => Promise<void> | void): void;
}

class OpenTransaction implements Transaction {
  readonly last: (() => Promise<void>)[] = [];
  readonly committed: (() => Promise<void> | void)[] = [];
  readonly uncertain: (() => Promise<void> | void)[] = [];

  constructor(readonly manager: EntityManager) {}

  beforeCommit(work: () => Promise<void>): void {
    this.last.push(work);
  }

  onCommitted(work: () => Promise<void> | void): void {
    this.committed.push(work);
  }

  onUncertain(work: () => Promise<void> | void): void {
    this.uncertain.push(work);
  }
}

interface Committed<T> {
  readonly result: T;
  readonly open: OpenTransaction;
}

/** So often in all; whoever loses three times in a row asks again later. */
const mostRuns = 3;

/** Runs what belongs together in one transaction, and tells the stores that took part how it ended. */
@Injectable()
export class Transactions {
  constructor(private readonly source: DataSource) {}

  /**
   * Commits what the work did, or nothing of it; rejects with what the work or the commit failed with. Where PostgreSQL
   * ended it for the sake of others, the work is run again from its beginning, as a transaction of its own: so what it
   * does by other means than the manager is left to `onCommitted`, or does no harm when it is done in vain.
   */
  async run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { result, open } = await this.committed(work);
    // Beside each other: a Redis that hangs is waited for once.
    await Promise.all(open.committed.map(async (each) => each()));
    return result;
  }

  private async committed<T>(work: (transaction: Transaction) => Promise<T>): Promise<Committed<T>> {
    for (let runs = 1; ; runs += 1) {
      try {
        return await this.once(work);
      } catch (error) {
        if (runs === mostRuns || !wasConflict(error)) throw error;
        await delay(backoffMs(runs));
      }
    }
  }

  private async once<T>(work: (transaction: Transaction) => Promise<T>): Promise<Committed<T>> {
    let ready: Committed<T> | undefined;
    try {
      return await this.source.transaction(async (manager) => {
        const open = new OpenTransaction(manager);
        const result = await work(open);
        for (const each of open.last) await each();
        return (ready = { result, open });
      });
    } catch (error) {
      // The work had ended, so it is the commit that failed; of one that lost to others it is known how it ended.
      if (ready && !wasConflict(error)) for (const each of ready.open.uncertain) await each();
      throw error;
    }
  }
}
