import { DeadlineError } from '../deadline/deadline.error';
import { TimedCall } from '../deadline/timed-call';
import { PostgresLateError } from '../failover/postgres-late.error';
import { compose, type ComposedPolicy } from './composed-policy';
import { declarationsOf } from './declaration';
import { markDegraded } from './degraded-marks';
import { handlerKindOf } from './handler-kind';
import { type PolicyRuntime, runtimeOf } from './policy-runtime';
import { isOutage } from './read-outage';
import { RedisUnavailableError } from './redis-unavailable.error';
import { defaultResilienceSettings, type ResilienceSettings } from './resilience.options';

/** Any method. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

const enforcedMethods = new WeakSet<object>();

/** Whether a method has its declaration enforced already. */
export const isEnforced = (method: object): boolean => enforcedMethods.has(method);

/**
 * Puts a method's declaration around it. What it declares is read at the first call, when all its decorators have
 * run; a handler is left as it is, since guard and interceptor hold it to its declaration.
 */
export function enforce(method: Method, key: PropertyKey): Method {
  let policy: ComposedPolicy | undefined;
  let isHandler = false;
  let isLeftAlone = false;
  const enforced = function (this: unknown, ...args: unknown[]): unknown {
    if (policy === undefined) {
      policy = compose(declarationsOf(enforced));
      isHandler = handlerKindOf(enforced) !== undefined;
      isLeftAlone = policy.mode === 'free' || isHandler;
    }
    // Of a handler it is the guard that counts: it also sees those that never get here.
    if (!isHandler) policy.tally.calls += 1;
    return isLeftAlone
      ? method.apply(this, args)
      : new DeclaredCall(policy, { method, key }, this, args).run();
  };
  enforcedMethods.add(enforced);
  Object.defineProperty(enforced, 'name', { value: method.name, configurable: true });
  Object.defineProperty(enforced, 'length', { value: method.length, configurable: true });
  for (const key of Reflect.getOwnMetadataKeys(method))
    Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, method), enforced);
  return enforced;
}

/** One call of a declared provider method. A class, and few closures: this is on the path of every call. */
class DeclaredCall extends TimedCall {
  private readonly runtime: PolicyRuntime | undefined;
  private readonly settings: ResilienceSettings;
  private giveUp: (error: Error) => void;

  constructor(
    private readonly policy: ComposedPolicy,
    private readonly declared: { readonly method: Method; readonly key: PropertyKey },
    private readonly self: unknown,
    private readonly args: unknown[],
  ) {
    super();
    this.runtime = runtimeOf(self as object | undefined);
    this.settings = this.runtime === undefined ? defaultResilienceSettings : this.runtime.settings;
  }

  /** Not begun where Redis is known to be away, and answered as declared where that turns out on the way. */
  run(): unknown {
    if (this.runtime && !this.runtime.health.isAvailable && !this.fallsBackInside)
      return this.instead(undefined);
    try {
      const outcome = this.declared.method.apply(this.self, this.args);
      return isPromise(outcome) ? this.bounded(outcome) : outcome;
    } catch (error) {
      return this.failed(error);
    }
  }

  /** What follows the deadline follows in the caller's context, not in the timer's: hence the second promise. */
  private bounded(work: Promise<unknown>): Promise<unknown> {
    const raced = new Promise<unknown>((resolve, reject) => {
      this.giveUp = reject;
      work.then(resolve, reject);
    });
    this.settings.wheel.watch(this, this.policy.deadlineMs ?? this.settings.methodDeadlineMs);
    return raced.then(
      (value) => this.succeeded(value),
      (error: unknown) => this.failed(error),
    );
  }

  missed(): void {
    const { operation, isServedByPostgres } = this.policy;
    // Its store bounds Redis itself, and more tightly: what takes so long is the tier behind.
    const Late = isServedByPostgres ? PostgresLateError : DeadlineError;
    this.giveUp(new Late(operation, this.ms));
  }

  private succeeded(value: unknown): unknown {
    this.cancel();
    return value;
  }

  /** A bug surfaces as itself; only an outage is what the declaration speaks of. */
  private failed(error: unknown): Promise<unknown> {
    this.cancel();
    return isOutage(error, this.settings.isForeign) ? this.instead(error) : Promise.reject(error as Error);
  }

  private async instead(cause: unknown): Promise<unknown> {
    const { mode, returns, marks, operation, tally } = this.policy;
    markDegraded(...marks);
    if (mode === 'open' && returns) return valueOf(returns.value, this.args);
    const fallback = mode === 'fallback' ? this.fallback() : undefined;
    if (fallback) return fallback(...this.args);
    tally.refusals += 1;
    throw new RedisUnavailableError(operation, {
      cause,
      retryAfterSeconds: this.settings.retryAfterSeconds,
    });
  }

  /** It names tiers and no provider: it goes through a store that falls back by itself. */
  private get fallsBackInside(): boolean {
    const { mode, provider } = this.policy;
    return mode === 'fallback' && provider === undefined && this.settings.fallbackEnabled;
  }

  private fallback(): ((...args: unknown[]) => unknown) | undefined {
    const { provider } = this.policy;
    if (provider === undefined || !this.settings.fallbackEnabled) return undefined;
    const other = this.runtime?.fallbackOf(provider);
    const method = (other as Record<PropertyKey, Method> | undefined)?.[this.declared.key];
    return method?.bind(other);
  }
}

/** By shape: a promise of another realm is no instance of ours. */
const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as Promise<unknown>).then === 'function';

const valueOf = (value: unknown, args: unknown[]): unknown =>
  typeof value === 'function' ? (value as Method)(...args) : value;
