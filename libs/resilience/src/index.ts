export { defaultRedisHealthOptions, type RedisHealthOptions } from './health/redis-health.options';
export { RedisHealthService } from './health/redis-health.service';
export { RedisProbe } from './health/redis-probe.port';
export { type RedisState, type RedisTransition } from './health/redis-state';
export { type Declaration, type OperationPolicy, type StoreDeclaration } from './policy/declaration';
export { PolicyManifest } from './policy/policy-manifest.service';
export { PolicyModule } from './policy/policy.module';
export { RedisFree } from './policy/redis-free.decorator';
export { UndeclaredOperationError } from './policy/undeclared-operation.error';
