import { Subject } from 'rxjs';
import { BreakerOpenError } from './breaker-open.error';
import { type BreakerStrategy } from './breaker-strategy';
import { type BreakerOptions, defaultBreakerOptions, strategyOf } from './breaker.options';

/** `half-open` lets one trial through at a time. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** One change of a breaker, told once. */
export interface BreakerTransition {
  readonly breaker: string;
  readonly from: BreakerState;
  readonly to: BreakerState;
  readonly reason:
    'failures' | 'slow calls' | 'trial' | 'trial failed' | 'trials succeeded' | 'recovered' | 'operator';
}

/** What a guarded call may bring besides its work. */
export interface BreakerCall<T> {
  readonly signal?: AbortSignal;
  /** Served instead while the breaker is open, and when the call fails. */
  readonly fallback?: (error: unknown) => T | Promise<T>;
  /** Which errors count as failures of what is called; all, unless said. */
  readonly counts?: (error: unknown) => boolean;
}

/** Stops calling what keeps failing, tries again after a while, and obeys an operator. */
export class CircuitBreaker {
  private readonly options: BreakerOptions;
  private readonly strategy: BreakerStrategy;
  private readonly transitions = new Subject<BreakerTransition>();
  private readonly now: () => number;
  private current: BreakerState = 'closed';
  private forced = false;
  private changedAt = new Date();
  private openedAt = 0;
  private trialRunning = false;
  private goodTrials = 0;

  /** Every change, as it happens. */
  readonly transitions$ = this.transitions.asObservable();

  constructor(
    readonly name: string,
    options: Partial<BreakerOptions> = {},
  ) {
    this.options = { ...defaultBreakerOptions, ...options };
    this.strategy = strategyOf(this.options);
    this.now = this.options.now ?? (() => performance.now());
  }

  get state(): BreakerState {
    return this.current;
  }

  /** True while an operator holds it open or closed. */
  get isForced(): boolean {
    return this.forced;
  }

  /** Since when it keeps calls away or lets them through, whatever was tried in between; or since when it is held. */
  get since(): Date {
    return this.changedAt;
  }

  /** How long until a trial is let through; 0 when calls are. */
  get retryAfterMs(): number {
    if (this.current !== 'open') return 0;
    return this.forced ? Infinity : Math.max(0, this.openedAt + this.options.recoveryTimeoutMs - this.now());
  }

  /** Whether a call may be made now. Who is admitted must report `succeed`, `fail` or `withdraw`. */
  admit(): boolean {
    if (this.current === 'closed') return true;
    if (this.forced || this.trialRunning || this.retryAfterMs > 0) return false;
    if (this.current === 'open') this.moveTo('half-open', 'trial');
    this.trialRunning = true;
    return true;
  }

  succeed(durationMs = 0): void {
    if (this.forced) return;
    if (this.current === 'closed') {
      if (this.strategy.success(durationMs)) this.open('slow calls');
    } else if (this.current === 'half-open') this.trialEnded(durationMs);
  }

  fail(): void {
    if (this.forced) return;
    if (this.current === 'closed') {
      if (this.strategy.failure(this.now())) this.open('failures');
    } else if (this.current === 'half-open') this.open('trial failed');
  }

  /** The call was given up for reasons that say nothing of what is called. */
  withdraw(): void {
    this.trialRunning = false;
  }

  /** Makes the call if it is admitted; see `BreakerCall`. */
  async execute<T>(work: (signal?: AbortSignal) => Promise<T>, call: BreakerCall<T> = {}): Promise<T> {
    call.signal?.throwIfAborted();
    if (!this.admit()) return settle(new BreakerOpenError(this.name, this.retryAfterMs), call);
    const started = this.now();
    try {
      const value = await work(call.signal);
      this.succeed(this.now() - started);
      return value;
    } catch (error) {
      if (call.signal?.aborted) {
        this.withdraw();
        throw error;
      }
      if (call.counts?.(error) ?? true) this.fail();
      else this.succeed(this.now() - started);
      return settle(error, call);
    }
  }

  /** Holds it open until `reset`. */
  forceOpen(): void {
    this.force('open');
  }

  /** Holds it closed, whatever happens, until `reset`. */
  forceClose(): void {
    this.force('closed');
  }

  /** Closes it, forgets the past and lets it decide for itself again. */
  reset(): void {
    this.hold(false);
    this.close('operator');
  }

  /** What it calls is known to be well again: closes, unless an operator holds it. */
  recovered(): void {
    if (!this.forced) this.close('recovered');
  }

  private force(state: BreakerState): void {
    this.hold(true);
    this.trialRunning = false;
    this.openedAt = this.now();
    this.moveTo(state, 'operator');
  }

  /** One that is held where it stood has changed, too, and tells of no transition. */
  private hold(isHeld: boolean): void {
    if (this.forced !== isHeld) this.changedAt = new Date();
    this.forced = isHeld;
  }

  private trialEnded(durationMs: number): void {
    // Closing on a slow answer would only open again after as many more.
    if (this.strategy.isSlow?.(durationMs)) return this.open('trial failed');
    this.trialRunning = false;
    this.goodTrials += 1;
    if (this.goodTrials >= this.options.trialsToClose) this.close('trials succeeded');
  }

  private open(reason: BreakerTransition['reason']): void {
    this.openedAt = this.now();
    this.trialRunning = false;
    this.goodTrials = 0;
    this.moveTo('open', reason);
  }

  private close(reason: BreakerTransition['reason']): void {
    this.strategy.reset();
    this.trialRunning = false;
    this.goodTrials = 0;
    this.moveTo('closed', reason);
  }

  private moveTo(to: BreakerState, reason: BreakerTransition['reason']): void {
    const from = this.current;
    if (from === to) return;
    this.current = to;
    if (from === 'closed' || to === 'closed') this.changedAt = new Date();
    this.transitions.next({ breaker: this.name, from, to, reason });
  }
}

function settle<T>(error: unknown, { fallback }: BreakerCall<T>): T | Promise<T> {
  if (fallback) return fallback(error);
  throw error;
}
