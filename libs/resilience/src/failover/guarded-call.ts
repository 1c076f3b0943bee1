import { DeadlineError } from '../deadline/deadline.error';
import { type DeadlineWheel } from '../deadline/deadline-wheel';
import { TimedCall } from '../deadline/timed-call';
import { classifyRedisError } from '../fault/classify-redis-error';
import { type RedisFault } from '../fault/redis-fault';
import { type CallDeadline, type TieredWork } from './failover-call';
import { type RedisGatekeeper } from './redis-gatekeeper';

/** Hears how a call to Redis ended, and serves it otherwise where Redis did not. */
export interface CallOwner {
  readonly wheel: DeadlineWheel;
  answered(work: TieredWork<unknown>): void;
  instead<T>(operation: string, work: TieredWork<T>, fault: RedisFault, error: unknown): Promise<T>;
}

/**
 * A client with a deadline of its own settles first and knows more: which fault, and whether a write may have been
 * applied. This one is for what such a client does not bound.
 */
const graceMs = 20;

/** One call to Redis under way. A class, and no closure that is not needed: this is on the path of every call. */
export class GuardedCall<T> extends TimedCall implements CallDeadline {
  private readonly startedAt = performance.now();
  private readonly stalledBefore: number;
  private giveUp: (error: Error) => void;
  isOver = false;

  constructor(
    private readonly owner: CallOwner,
    private readonly gatekeeper: RedisGatekeeper,
    private readonly operation: string,
    private readonly work: TieredWork<T>,
    private readonly deadlineMs: number,
  ) {
    super();
    this.stalledBefore = owner.wheel.stalledMs;
  }

  get leftMs(): number {
    return Math.max(0, this.startedAt + this.deadlineMs - performance.now());
  }

  /** Settles with Redis's answer, or is served otherwise. What follows the deadline follows in the caller's context. */
  run(): Promise<T> {
    const { work } = this;
    return (work.isBounded ? work.redis(this) : this.raced()).then(
      (value) => this.succeed(value),
      (error: unknown) => this.fail(error),
    );
  }

  private raced(): Promise<T> {
    const raced = new Promise<T>((resolve, reject) => {
      this.giveUp = reject;
      this.work.redis(this).then(resolve, reject);
    });
    this.owner.wheel.watch(this, this.deadlineMs + graceMs);
    return raced;
  }

  missed(): void {
    this.isOver = true;
    this.giveUp(new DeadlineError(this.operation, this.deadlineMs));
  }

  /**
   * To a tick of the wheel: enough to tell slow from fast, and another look at the clock costs as much as a promise.
   * What our own loop stood still meanwhile is not Redis's slowness.
   */
  private get lastedMs(): number {
    const { lately, stalledMs } = this.owner.wheel;
    return Math.max(0, lately - this.startedAt - (stalledMs - this.stalledBefore));
  }

  private succeed(value: T): T {
    this.cancel();
    this.gatekeeper.succeeded(this.lastedMs);
    this.owner.answered(this.work);
    return value;
  }

  /** A fault of Redis leads to the next tier; anything else is a bug and surfaces as one, for Redis did answer. */
  private fail(error: unknown): Promise<T> {
    this.cancel();
    const fault = classifyRedisError(error);
    if (fault !== undefined) {
      this.gatekeeper.faulted(fault, error);
      return this.owner.instead(this.operation, this.work, fault, error);
    }
    this.gatekeeper.succeeded(this.lastedMs);
    return Promise.reject(error as Error);
  }
}
