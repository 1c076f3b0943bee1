import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

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

/** Runs what belongs together in one transaction, and tells the stores that took part how it ended. */
@Injectable()
export class Transactions {
  constructor(private readonly source: DataSource) {}

  /** Commits what the work did, or nothing of it; rejects with what the work or the commit failed with. */
  async run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    let open: OpenTransaction | undefined;
    let isDone = false;
    let result: T;
    try {
      result = await this.source.transaction(async (manager) => {
        open = new OpenTransaction(manager);
        const value = await work(open);
        for (const each of open.last) await each();
        isDone = true;
        return value;
      });
    } catch (error) {
      // The work had ended, so it is the commit that failed.
      if (isDone) for (const each of open?.uncertain ?? []) await each();
      throw error;
    }
    // Beside each other: a Redis that hangs is waited for once.
    await Promise.all((open?.committed ?? []).map(async (each) => each()));
    return result;
  }
}
