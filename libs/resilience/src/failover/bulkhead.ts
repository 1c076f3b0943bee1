import { type DeadlineWheel } from '../deadline/deadline-wheel';
import { withinDeadline } from '../deadline/within-deadline';
import { BulkheadFullError } from './bulkhead-full.error';
import { type BulkheadOptions, defaultBulkheadOptions } from './bulkhead.options';

/**
 * Lets so many do their work at once, has some wait, and refuses the rest. Work that outlives its deadline keeps its
 * place until it really ends: what the callers gave up, the server behind may still be busy with.
 */
export class Bulkhead {
  private readonly options: BulkheadOptions;
  private readonly waiting = new Set<() => void>();
  private occupied = 0;
  private readonly leave = (): void => this.release();

  constructor(
    readonly name: string,
    private readonly wheel: DeadlineWheel,
    options: Partial<BulkheadOptions> = {},
  ) {
    this.options = { ...defaultBulkheadOptions, ...options };
  }

  /** Under way now. */
  get running(): number {
    return this.occupied;
  }

  /** Waiting for their turn. */
  get queued(): number {
    return this.waiting.size;
  }

  /** Does the work, at once or in its turn, within the deadline; rejects with BulkheadFullError if it was not begun. */
  async run<T>(operation: string, work: () => Promise<T>): Promise<T> {
    const { maxConcurrent, deadlineMs } = this.options;
    let left = deadlineMs;
    if (this.occupied < maxConcurrent) this.occupied += 1;
    else left -= await this.turn();
    // Here and not where the place became free: this is the caller's own context.
    return withinDeadline(this.wheel, this.begin(work), { operation, deadlineMs: left });
  }

  private begin<T>(work: () => Promise<T>): Promise<T> {
    try {
      const outcome = work();
      outcome.then(this.leave, this.leave);
      return outcome;
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** Waits to be given a place; tells how long that took. */
  private turn(): Promise<number> {
    const { maxQueued, deadlineMs } = this.options;
    if (this.waiting.size >= maxQueued) throw new BulkheadFullError(this.name, 'queue full');
    const since = performance.now();
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        patience.cancel();
        resolve(performance.now() - since);
      };
      const patience = this.wheel.arm(deadlineMs, () => {
        this.waiting.delete(enter);
        reject(new BulkheadFullError(this.name, 'waited too long'));
      });
      this.waiting.add(enter);
    });
  }

  /** The place goes to who waits longest, and is never free in between. */
  private release(): void {
    const [next] = this.waiting;
    if (next === undefined) {
      this.occupied -= 1;
      return;
    }
    this.waiting.delete(next);
    next();
  }
}
