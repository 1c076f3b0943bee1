import { DeadlineError } from '../deadline/deadline.error';
import { type Deadline, type DeadlineWheel } from '../deadline/deadline-wheel';
import { classifyRedisError } from '../fault/classify-redis-error';
import { type RedisFault } from '../fault/redis-fault';
import { type RedisGatekeeper } from './redis-gatekeeper';

/** Why another tier serves: Redis was not asked at all, or it was and this came of it. */
export type FallbackCause =
  { readonly asked: false } | { readonly asked: true; readonly fault: RedisFault; readonly error: unknown };

/** Counts what is decided about calls; its labels are fixed when it is made, never a client's. */
export interface CallObserver {
  /** Redis was not asked, or failed: the next tier serves. */
  fellBack(): void;
  /** Redis did not answer in time. */
  missedDeadline(): void;
}

/** What serves instead, told why. */
export type NextTier<T> = (cause: FallbackCause) => T | Promise<T>;

/**
 * One call to Redis under way: settled once, by its answer, by its deadline or by the tier that serves instead. A
 * class, not closures, and its own entry in the wheel: this is on the path of every call.
 */
export class GuardedCall<T> {
  private settled = false;
  private deadline: Deadline | undefined;
  private resolve: (value: T | Promise<T>) => void;
  private reject: (error: unknown) => void;
  private startedAt = 0;

  constructor(
    private readonly operation: string,
    private readonly gatekeeper: RedisGatekeeper,
    private readonly next: NextTier<T> | undefined,
    private readonly observer: CallObserver | undefined,
  ) {}

  /** Starts the work and gives the promise of its outcome. */
  run(work: () => Promise<T>, wheel: DeadlineWheel, deadlineMs: number): Promise<T> {
    const outcome = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.startedAt = performance.now();
    this.deadline = wheel.arm(deadlineMs, () => this.miss(deadlineMs));
    try {
      work().then(
        (value) => this.succeed(value),
        (error: unknown) => this.fail(error),
      );
    } catch (error) {
      this.fail(error);
    }
    return outcome;
  }

  private miss(deadlineMs: number): void {
    this.observer?.missedDeadline();
    this.fail(new DeadlineError(this.operation, deadlineMs));
  }

  private succeed(value: T): void {
    if (this.settled) return;
    this.settle();
    this.gatekeeper.succeeded(performance.now() - this.startedAt);
    this.resolve(value);
  }

  /** A fault of Redis leads to the next tier; anything else is a bug and surfaces as one, for Redis did answer. */
  private fail(error: unknown): void {
    if (this.settled) return;
    this.settle();
    const fault = classifyRedisError(error);
    if (fault === undefined) {
      this.gatekeeper.succeeded(performance.now() - this.startedAt);
      this.reject(error);
      return;
    }
    this.gatekeeper.faulted(fault, error);
    this.serveInstead(fault, error);
  }

  private serveInstead(fault: RedisFault, error: unknown): void {
    if (!this.next) return this.reject(error);
    this.observer?.fellBack();
    try {
      this.resolve(this.next({ asked: true, fault, error }));
    } catch (failure) {
      this.reject(failure);
    }
  }

  private settle(): void {
    this.settled = true;
    this.deadline?.cancel();
  }
}
