import { type ModuleMetadata } from '@nestjs/common';
import { DeadlineWheel } from '../deadline/deadline-wheel';
import { type RedisHealthService } from '../health/redis-health.service';
import { defaultRetryAfterSeconds } from './redis-unavailable.error';

/** What holds for every declared operation of an application. */
export interface ResilienceSettings {
  /** What a refused caller reads in `Retry-After`. */
  readonly retryAfterSeconds: number;
  /** A provider method that takes longer counts as one whose store is away, unless it declares a time of its own. */
  readonly methodDeadlineMs: number;
  /** The one timer of all deadlines. */
  readonly wheel: DeadlineWheel;
  /** False: what falls back is refused instead, as if it failed closed. */
  readonly fallbackEnabled: boolean;
  /** Recognises errors of other servers, which look like those of Redis: a refused connection does not say whose. */
  readonly isForeign: (error: unknown) => boolean;
}

/** How an application uses the resilience library. */
export interface ResilienceOptions extends Partial<ResilienceSettings> {
  /** Knows whether Redis may be relied on; left out, the container is asked for `RedisHealthService`. */
  readonly health?: RedisHealthService;
  /** Modules that export `RedisHealthService`, where no global one does. */
  readonly imports?: ModuleMetadata['imports'];
  /** Answers refusals with a filter of our own (default), or leaves them to the application's. */
  readonly errors?: 'own' | 'application';
}

/** The token of the settings of an application. */
export const RESILIENCE_SETTINGS = Symbol('resilience:settings');

/** One wheel for all, so that a process has one timer however many declarations it has. */
export const sharedWheel = new DeadlineWheel();

/** What holds unless an application says otherwise. */
export const defaultResilienceSettings: ResilienceSettings = {
  retryAfterSeconds: defaultRetryAfterSeconds,
  methodDeadlineMs: 2_000,
  wheel: sharedWheel,
  fallbackEnabled: true,
  isForeign: () => false,
};
