import { type InjectionToken } from '@nestjs/common';
import { type RedisHealthService } from '../health/redis-health.service';
import { type ResilienceSettings } from './resilience.options';

/** What a declared method needs of the application its object lives in. */
export interface PolicyRuntime {
  readonly health: Pick<RedisHealthService, 'isAvailable'>;
  readonly settings: ResilienceSettings;
  /** The provider others fall back to, if there is one. */
  fallbackOf(token: InjectionToken): object | undefined;
}

const byInstance = new WeakMap<object, PolicyRuntime>();
const byPrototype = new WeakMap<object, Set<PolicyRuntime>>();

/** Tells an object of an application, and through its class those still to be made, which runtime is theirs. */
export function bindRuntime(instance: object, runtime: PolicyRuntime): () => void {
  const prototype = Object.getPrototypeOf(instance) as object;
  const runtimes = byPrototype.get(prototype) ?? new Set();
  byPrototype.set(prototype, runtimes.add(runtime));
  byInstance.set(instance, runtime);
  return () => {
    runtimes.delete(runtime);
    byInstance.delete(instance);
  };
}

/** The runtime of an object; one the container did not make shares that of its class if only one application runs. */
export function runtimeOf(instance: object | undefined): PolicyRuntime | undefined {
  if (instance === undefined || instance === null) return undefined;
  const own = byInstance.get(instance);
  if (own) return own;
  const shared = byPrototype.get(Object.getPrototypeOf(instance) as object);
  return shared?.size === 1 ? [...shared][0] : undefined;
}
