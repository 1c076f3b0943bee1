import { CircuitBreaker } from '../breaker/circuit-breaker';
import { DeadlineError } from '../deadline/deadline.error';
import { type DeadlineWheel } from '../deadline/deadline-wheel';
import { Bulkhead } from './bulkhead';
import { BulkheadFullError } from './bulkhead-full.error';
import { type BulkheadOptions } from './bulkhead.options';
import { PostgresLateError } from './postgres-late.error';
import { PostgresRestingError } from './postgres-resting.error';

/** Long enough to spare callers a wait for nothing, short enough to be back soon. */
const restMs = 1_000;
/** Failures further apart than this are no outage. */
const monitoringPeriodMs = 10_000;

/**
 * PostgreSQL while it serves in place of Redis: asked by so many at once, within a deadline, and left alone for a
 * moment once it fails time after time. With both away nobody waits for either.
 */
export class PostgresTier {
  readonly bulkhead: Bulkhead;
  readonly breaker: CircuitBreaker;

  constructor(
    wheel: DeadlineWheel,
    private readonly isOutage: (error: unknown) => boolean,
    options: Partial<BulkheadOptions> = {},
  ) {
    this.bulkhead = new Bulkhead('the PostgreSQL tier', wheel, options);
    this.breaker = new CircuitBreaker('postgres', { recoveryTimeoutMs: restMs, monitoringPeriodMs });
  }

  /**
   * Asks, if it may be asked; rejects with PostgresRestingError or BulkheadFullError where the query was not begun,
   * and with PostgresLateError where it was not answered in time.
   */
  async run<T>(operation: string, query: () => Promise<T>): Promise<T> {
    if (!this.breaker.admit()) throw new PostgresRestingError(operation, this.breaker.retryAfterMs);
    try {
      const value = await this.bulkhead.run(operation, query);
      this.breaker.succeed();
      return value;
    } catch (error) {
      const told = lateOr(error);
      this.judge(told);
      throw told;
    }
  }

  /**
   * Who was not let in learnt nothing of PostgreSQL, except for a trial: that all places are still taken by what hangs
   * means another rest, or each caller in turn would wait for nothing. Who met a bug was answered by it.
   */
  private judge(error: unknown): void {
    if (error instanceof BulkheadFullError && this.breaker.state === 'closed') this.breaker.withdraw();
    else if (error instanceof BulkheadFullError || this.isOutage(error)) this.breaker.fail();
    else this.breaker.succeed();
  }
}

/** A deadline missed here is PostgreSQL's: whoever hears of one without a name takes it for that of Redis. */
const lateOr = (error: unknown): unknown =>
  error instanceof DeadlineError ? new PostgresLateError(error.operation, error.deadlineMs) : error;
