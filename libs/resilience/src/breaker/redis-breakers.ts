import { type Observable, type Subscription, merge } from 'rxjs';
import { type RedisKind } from '../failover/redis-gatekeeper';
import { type RedisTransition } from '../health/redis-state';
import { AnyStrategy } from './any-strategy';
import { type BreakerOptions } from './breaker.options';
import { type BreakerTransition, CircuitBreaker } from './circuit-breaker';
import { ConsecutiveStrategy } from './consecutive.strategy';
import { CountWindowStrategy } from './count-window.strategy';
import { type LookedAtRedis, tryWhereNobodyCalls } from './idle-trial';
import { logOpenings } from './log-openings';
import { SlowCallStrategy } from './slow-call.strategy';

/** Every kind of talk with Redis. */
export const redisKinds: readonly RedisKind[] = ['read', 'write', 'pubsub', 'blocking'];

/** What an operator can do to a breaker. */
export type BreakerControl = 'force-open' | 'force-close' | 'reset';

/** When breakers open, besides the options of each. */
export interface RedisBreakersOptions extends Partial<BreakerOptions> {
  /** A call at least this slow counts as slow; blocking calls wait on purpose and never do. */
  readonly slowMs?: number;
  /** Calls must have been slow for so long. */
  readonly slowForMs?: number;
  /** One that nobody called for so long after it would have let somebody try is tried by how Redis answers its probes. */
  readonly idleMs?: number;
}

/** What its breakers hear and see of a Redis. */
export interface WatchedRedis extends LookedAtRedis {
  readonly state$: Observable<RedisTransition>;
}

const defaultSlowMs = 50;
const defaultSlowForMs = 1_000;
/** With the recovery timeout it is less than `RedisBreakerOpen` waits: what comes back by itself alarms nobody. */
const defaultIdleMs = 10_000;
/** So many last calls are looked at. */
const windowSize = 100;
const failedShare = 0.5;
const slowShare = 0.8;

/**
 * The breakers of one Redis, one for each kind of talk with it. Whether Redis is well is decided by its health: when
 * that is normal again every breaker closes, unless an operator holds it.
 */
export class RedisBreakers {
  private readonly breakers: ReadonlyMap<RedisKind, CircuitBreaker>;
  private readonly subscriptions: readonly Subscription[];
  private readonly stopTrials: readonly (() => void)[];
  /** Every change of every breaker, as it happens. */
  readonly transitions$: Observable<BreakerTransition>;

  constructor(health: WatchedRedis, { idleMs = defaultIdleMs, ...options }: RedisBreakersOptions = {}) {
    this.breakers = new Map(redisKinds.map((kind) => [kind, breakerOf(kind, options)]));
    const each = [...this.breakers.values()];
    this.stopTrials = each.map((one) => tryWhereNobodyCalls(one, health, { idleMs }));
    this.transitions$ = merge(...each.map(({ transitions$ }) => transitions$));
    const recovered = health.state$.subscribe(({ to }) => {
      if (to === 'normal') for (const breaker of each) breaker.recovered();
    });
    this.subscriptions = [...each.map((one) => logOpenings(one, health)), recovered];
  }

  /** All of them by kind. */
  get all(): ReadonlyMap<RedisKind, CircuitBreaker> {
    return this.breakers;
  }

  /** None of them keeps a call from Redis. */
  get areClosed(): boolean {
    for (const { state } of this.breakers.values()) if (state !== 'closed') return false;
    return true;
  }

  of(kind: RedisKind): CircuitBreaker {
    return this.breakers.get(kind) as CircuitBreaker;
  }

  /** Does what an operator asks; `reset` lets the breaker decide for itself again. */
  control(kind: RedisKind, action: BreakerControl): void {
    const breaker = this.of(kind);
    if (action === 'force-open') breaker.forceOpen();
    else if (action === 'force-close') breaker.forceClose();
    else breaker.reset();
  }

  /** Hears no more of Redis's health, and tries nothing any more. */
  stop(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    for (const stopTrial of this.stopTrials) stopTrial();
  }
}

function breakerOf(kind: RedisKind, given: RedisBreakersOptions) {
  const { slowMs = defaultSlowMs, slowForMs = defaultSlowForMs, ...options } = given;
  const slowest = kind === 'blocking' ? Infinity : slowMs;
  return new CircuitBreaker(`redis.${kind}`, {
    strategy: ({ failureThreshold, monitoringPeriodMs }) =>
      new AnyStrategy(
        new ConsecutiveStrategy(failureThreshold, monitoringPeriodMs),
        new CountWindowStrategy(windowSize, failedShare),
        new SlowCallStrategy(slowest, windowSize, slowShare, slowForMs),
      ),
    ...options,
  });
}
