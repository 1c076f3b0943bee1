import { setImmediate as breathe } from 'node:timers/promises';
import {
  type KeptBatch,
  type KeptEntry,
  type PendingWrites,
  ReconcilableStore,
  type RehydrateScope,
} from '@secureconnect/resilience';
import { type DebtTable, nowhere, type SubjectDebt } from '../memory/debt-table';
import { type MemoryLimiter } from '../memory/memory-limiter';
import { type RedisLimiter } from '../redis/redis-limiter';

const batchSize = 500;

/** Those whose debt grew while Redis was away; the table knows them, so nothing is kept twice. */
class ChangedDebts implements PendingWrites<SubjectDebt> {
  constructor(private readonly table: DebtTable) {}

  get size(): number {
    return this.table.unsettled;
  }

  drain(count: number): KeptBatch<SubjectDebt> | undefined {
    const taken = this.table.takeChanged(count);
    const entries = taken.map((state) => ({ key: state.subject, state, bytes: 0 }));
    return entries.length === 0 ? undefined : { entries };
  }

  acknowledge(): void {}

  giveBack({ entries }: KeptBatch<SubjectDebt>): void {
    for (const { state } of entries) {
      const place = this.table.find(state.counted, state.subject);
      if (place !== nowhere) this.table.mark(place);
    }
  }

  takeDropped(): number {
    return 0;
  }

  giveBackDropped(): void {}
}

/**
 * Tells Redis the debts it lacks before it is asked again. Of two debts the larger holds, and what all instances owe for
 * a subject is the mean of their shares' debts: so whoever tells, how often and in which order, Redis never has less.
 */
export class DebtRecovery extends ReconcilableStore<SubjectDebt> {
  readonly name = 'rate-limit';
  readonly pending: PendingWrites<SubjectDebt>;
  override readonly pace = { batchSize };

  constructor(
    private readonly limiter: MemoryLimiter,
    private readonly redis: RedisLimiter,
    /** The others have said what they know. */
    private readonly settled: () => Promise<void>,
  ) {
    super();
    this.pending = new ChangedDebts(limiter.table);
  }

  mergeIntoRedis(entries: readonly KeptEntry<SubjectDebt>[]): Promise<void> {
    return this.redis.tell(entries.map(({ state }) => state));
  }

  /** Redis may have lost any of them: all that is known here, and to those who tell it first. */
  async rehydrate(_scope: RehydrateScope, signal: AbortSignal): Promise<void> {
    await this.settled();
    signal.throwIfAborted();
    let batch: SubjectDebt[] = [];
    for (const debt of this.limiter.table.indebted(this.limiter.now())) {
      if (batch.push(debt) < batchSize) continue;
      await this.redis.tell(batch);
      batch = [];
      await breathe();
      signal.throwIfAborted();
    }
    await this.redis.tell(batch);
  }
}
