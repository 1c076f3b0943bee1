export { defaultRedisHealthOptions, type RedisHealthOptions } from './health/redis-health.options';
export { RedisHealthService } from './health/redis-health.service';
export { RedisProbe } from './health/redis-probe.port';
export { type RedisState, type RedisTransition } from './health/redis-state';
export { type ComposedPolicy } from './policy/composed-policy';
export {
  type Declaration,
  type FailureMode,
  type OperationPolicy,
  type StoreDeclaration,
} from './policy/declaration';
export { DeclarationError, type DeclarationFault } from './policy/declaration.error';
export { type DeclarationNotes, type HandlerDecorator, type Stores } from './policy/declaring';
export { DegradedMarks, markDegraded } from './policy/degraded-marks';
export { DegradedModeGuard } from './policy/degraded-mode.guard';
export { DegradedModeInterceptor } from './policy/degraded-mode.interceptor';
export { FailClosed } from './policy/fail-closed.decorator';
export {
  FailOpen,
  type OpenMethodDecorator,
  type OpenOptions,
  type OpenValue,
} from './policy/fail-open.decorator';
export { Fallback, type FallbackMethodDecorator, type FallbackOptions } from './policy/fallback.decorator';
export { PolicyManifest } from './policy/policy-manifest.service';
export { PolicyModule } from './policy/policy.module';
export { RedisFree } from './policy/redis-free.decorator';
export { RedisUnavailableError, type RedisUnavailableOptions } from './policy/redis-unavailable.error';
export { RedisUnavailableFilter } from './policy/redis-unavailable.filter';
export { ResilienceModule } from './policy/resilience.module';
export {
  defaultResilienceSettings,
  type ResilienceOptions,
  type ResilienceSettings,
} from './policy/resilience.options';
