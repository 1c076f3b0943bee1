export { defaultRedisHealthOptions, type RedisHealthOptions } from './health/redis-health.options';
export { type Hold } from './health/operator-hold';
export { inTime } from './health/in-time';
export { RedisChangedError } from './health/redis-changed.error';
export { RedisHealthService } from './health/redis-health.service';
export { RedisProbe } from './health/redis-probe.port';
export { type RecoveryEnd, RedisRecovery } from './health/redis-recovery';
export {
  defaultRedisRecoveryOptions,
  type RedisRecoveryOptions,
  type RedisRecoveryParts,
} from './health/redis-recovery.options';
export { type RedisChecks } from './health/redis-watch';
export { bareSighting, type RedisSighting } from './health/redis-sighting';
export { type RedisState, type RedisTransition } from './health/redis-state';
export { EpochRecord } from './identity/epoch-record.port';
export { EpochUnknownError } from './identity/epoch-unknown.error';
export { type IdentityChange, identityMeanings } from './identity/identity-change';
export { MemoryEpochRecord } from './identity/memory-epoch-record';
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
export { useGatewayFilter } from './policy/gateway-filter';
export { PolicyManifest } from './policy/policy-manifest.service';
export { PolicyModule } from './policy/policy.module';
export { REACHES_REDIS } from './policy/reaches-redis';
export { RedisFree } from './policy/redis-free.decorator';
export { RedisUnavailableError, type RedisUnavailableOptions } from './policy/redis-unavailable.error';
export { RedisUnavailableFilter } from './policy/redis-unavailable.filter';
export { ResilienceModule } from './policy/resilience.module';
export {
  defaultResilienceSettings,
  RESILIENCE_SETTINGS,
  type ResilienceOptions,
  type ResilienceSettings,
} from './policy/resilience.options';
export { AnyStrategy } from './breaker/any-strategy';
export { BreakerOpenError } from './breaker/breaker-open.error';
export { type BreakerStrategy } from './breaker/breaker-strategy';
export {
  type BreakerControl,
  RedisBreakers,
  type RedisBreakersOptions,
  redisKinds,
} from './breaker/redis-breakers';
export { type BreakerOptions, defaultBreakerOptions } from './breaker/breaker.options';
export {
  type BreakerCall,
  type BreakerState,
  type BreakerTransition,
  CircuitBreaker,
} from './breaker/circuit-breaker';
export { ConsecutiveStrategy } from './breaker/consecutive.strategy';
export { CountWindowStrategy } from './breaker/count-window.strategy';
export { SlowCallStrategy } from './breaker/slow-call.strategy';
export { DeadlineError } from './deadline/deadline.error';
export { type Deadline, DeadlineWheel } from './deadline/deadline-wheel';
export { TimedCall } from './deadline/timed-call';
export { withinDeadline, type WithinOptions } from './deadline/within-deadline';
export { classifyRedisError } from './fault/classify-redis-error';
export { type FaultVerdict, faultVerdicts, type RedisFault } from './fault/redis-fault';
export { Bulkhead } from './failover/bulkhead';
export { type BulkheadOptions, defaultBulkheadOptions } from './failover/bulkhead.options';
export { BulkheadFullError } from './failover/bulkhead-full.error';
export { Failover } from './failover/failover';
export {
  type FailoverOptions,
  type FailoverStoreOptions,
  type UnsettledWrites,
} from './failover/failover.options';
export {
  type CallDeadline,
  type FailoverCall,
  type FailoverWrite,
  type RecordedWrite,
  type TieredWork,
} from './failover/failover-call';
export { type FailoverObserver, type FallbackCause } from './failover/failover-observer';
export { FailoverStore } from './failover/failover-store';
export { isPostgresOutage } from './failover/postgres-outage';
export { PostgresLateError } from './failover/postgres-late.error';
export { PostgresRestingError } from './failover/postgres-resting.error';
export { RedisGatekeeper, type RedisKind } from './failover/redis-gatekeeper';
export { type Tier, type TierName } from './failover/tier';
export {
  FallbackCaches,
  type FallbackCachesStats,
  type FallbackSnapshot,
  type SyncReport,
} from './memory-tier/fallback-caches';
export {
  defaultFallbackCachesOptions,
  type FallbackCachesOptions,
} from './memory-tier/fallback-caches.options';
export { MemoryTier, type MemoryPut, type MemoryTierStats } from './memory-tier/memory-tier';
export {
  defaultMemoryTierOptions,
  type MemoryTierBounds,
  type MemoryTierOptions,
} from './memory-tier/memory-tier.options';
export { MemoryTierFullError } from './memory-tier/memory-tier-full.error';
export { DurationSeries } from './metrics/duration-series';
export { DurationTally } from './metrics/duration-tally';
export { type ShownStore } from './metrics/failover-metrics';
export { MetricSet } from './metrics/metric-set';
export { type CountedOutcome } from './metrics/outcome-metrics';
export { type ShownWrites } from './metrics/recovery-metrics';
export { RedisMetrics } from './metrics/redis-metrics';
export { type Expiring, expiringIn, isExpired, neverExpires, remainingPx } from './recovery/expiring';
export { type KeptBatch, type KeptCounts, type KeptEntry, KeptStore } from './recovery/kept-store';
export { type KeptStoreOptions } from './recovery/kept-store.options';
export { type KeptPlace, KeptWrites, type KeptWritesStats } from './recovery/kept-writes';
export { defaultKeptWritesOptions, type KeptWritesOptions } from './recovery/kept-writes.options';
export { KeptWritesFullError } from './recovery/kept-writes-full.error';
export {
  type CounterCell,
  clearCounts,
  countAt,
  counterRule,
  type CounterState,
  type Increment,
  increment,
  mergeCounters,
  noCounts,
} from './recovery/merge/counter';
export {
  fieldsAt,
  hashRule,
  type HashState,
  mergeHashes,
  withField,
  withoutField,
} from './recovery/merge/hash';
export {
  liftLocks,
  lockInForce,
  lockRule,
  type LockState,
  mergeLocks,
  noLocks,
  type PlacedLock,
  placeLock,
} from './recovery/merge/lock';
export { type MergeLaw, type MergeRule } from './recovery/merge/merge-rule';
export {
  isRevoked,
  mergeRevocation,
  mergeRevocations,
  type Revocation,
  revocationRule,
} from './recovery/merge/revocation';
export {
  liveSession,
  mergeSessions,
  revokeSession,
  sessionAt,
  sessionRule,
  type SessionState,
} from './recovery/merge/session';
export {
  membersAt,
  mergeSets,
  setRule,
  type SetState,
  withMember,
  withoutMember,
} from './recovery/merge/set';
export { mergeValues, type StampedValue, valueAt, valueRule } from './recovery/merge/stamped-value';
export { ReconcilableStore, type PendingWrites, type RecoveryPace } from './recovery/reconcilable-store.port';
export { ReconcilableStores } from './recovery/reconcilable-stores';
export { ReconcileFailedError } from './recovery/reconcile-failed.error';
export { Reconciler, type RecoveryRequest } from './recovery/reconciler';
export { defaultReconcilerOptions, type ReconcilerOptions } from './recovery/reconciler.options';
export { type RecoveryOutcome, type RecoveryProgress } from './recovery/recovery-progress';
export { type RehydrateScope, type Rehydration } from './recovery/rehydration';
export { compareStamps, type Stamp, StampSource } from './recovery/stamp';
