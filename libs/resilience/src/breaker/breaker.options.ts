import { type BreakerStrategy } from './breaker-strategy';
import { ConsecutiveStrategy } from './consecutive.strategy';

/** When a breaker opens, and when it tries again. */
export interface BreakerOptions {
  /** Failures in a row that open it, unless a strategy of your own says when. */
  readonly failureThreshold: number;
  /** How long it stays open before it lets a trial through. */
  readonly recoveryTimeoutMs: number;
  /** Failures older than this are forgotten. */
  readonly monitoringPeriodMs: number;
  /** Trials in a row that close it again. */
  readonly trialsToClose: number;
  readonly strategy?: (options: BreakerOptions) => BreakerStrategy;
  readonly now?: () => number;
}

/** What holds unless an application says otherwise. */
export const defaultBreakerOptions: BreakerOptions = {
  failureThreshold: 5,
  recoveryTimeoutMs: 60_000,
  monitoringPeriodMs: 300_000,
  trialsToClose: 1,
};

/** The strategy of the options; consecutive failures unless they bring their own. */
export const strategyOf = (options: BreakerOptions): BreakerStrategy =>
  options.strategy?.(options) ??
  new ConsecutiveStrategy(options.failureThreshold, options.monitoringPeriodMs);
