import { BreakerOpenError } from '../breaker/breaker-open.error';
import { type DeadlineWheel } from '../deadline/deadline-wheel';
import { type CallObserver, type FallbackCause, GuardedCall, type NextTier } from './guarded-call';
import { type RedisGatekeeper } from './redis-gatekeeper';

/** How a choke point guards one operation. */
export interface ChokePointOptions {
  readonly operation: string;
  readonly deadlineMs: number;
  readonly gatekeeper: RedisGatekeeper;
  readonly wheel: DeadlineWheel;
  readonly observer?: CallObserver;
}

/** The one place every call to Redis goes through: admitted or not, bounded in time, and served instead if need be. */
export class ChokePoint {
  constructor(private readonly options: ChokePointOptions) {}

  /** Asks Redis if it may be asked; else, and on a fault, the next tier. Without one a fault is the caller's. */
  call<T>(work: () => Promise<T>, next?: NextTier<T>): Promise<T> {
    const { gatekeeper, operation, wheel, deadlineMs, observer } = this.options;
    if (!gatekeeper.admits()) return this.divert(next);
    return new GuardedCall<T>(operation, gatekeeper, next, observer).run(work, wheel, deadlineMs);
  }

  /** On the path of every call while degraded: nothing is allocated but the promise. */
  private divert<T>(next: NextTier<T> | undefined): Promise<T> {
    if (!next) return Promise.reject(this.refusal());
    this.options.observer?.fellBack();
    try {
      return Promise.resolve(next(notAsked));
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  private refusal(): BreakerOpenError {
    const { gatekeeper, operation } = this.options;
    return new BreakerOpenError(operation, gatekeeper.breaker.retryAfterMs);
  }
}

const notAsked: FallbackCause = Object.freeze({ asked: false });
