import { type InjectionToken, type Provider, type Type } from '@nestjs/common';
import {
  defaultResilienceSettings,
  Failover,
  KeptWrites,
  MemoryEpochRecord,
  ReconcilableStores,
  Reconciler,
  RedisBreakers,
  RedisHealthService,
  RedisMetrics,
  RESILIENCE_SETTINGS,
  type ResilienceSettings,
} from '@secureconnect/resilience';
import { RedisGate } from '../gate/redis-gate';
import { observeTraced } from '../gate/observe-traced';
import { RedisWriteProbe } from '../health/redis-write-probe.adapter';
import { ResilientRedisLifetime } from './resilient-redis-lifetime.service';
import { RESILIENT_REDIS, type ResilientRedisOptions } from './resilient-redis.options';

/** One timer for the deadlines of the application's declarations and of its calls to Redis. */
const { wheel } = defaultResilienceSettings;

const createGate = ({ redis = {}, tracing }: ResilientRedisOptions): RedisGate =>
  new RedisGate(redis, wheel, tracing);

const createReconciler = ({ recovery }: ResilientRedisOptions, stores: ReconcilableStores): Reconciler =>
  new Reconciler(stores.all, recovery);

/** The probe has connections of its own: what it sees of the server must not wait behind anybody's commands. */
function createHealth(
  { name, redis = {}, health, epochs }: ResilientRedisOptions,
  reconciler: Reconciler,
  gate: RedisGate,
): RedisHealthService {
  return new RedisHealthService(new RedisWriteProbe(redis, { name, wheel }), health, {
    reconciler,
    record: epochs ?? new MemoryEpochRecord(),
    connect: () => gate.reconnect(),
  });
}

const createBreakers = ({ breakers }: ResilientRedisOptions, health: RedisHealthService): RedisBreakers =>
  new RedisBreakers(health, breakers);

function createFailover(
  { failover, tracing }: ResilientRedisOptions,
  health: RedisHealthService,
  breakers: RedisBreakers,
  gate: RedisGate,
  metrics: RedisMetrics,
  { fallbackEnabled }: ResilienceSettings,
): Failover {
  const observer = tracing ? observeTraced(metrics.observer, tracing) : metrics.observer;
  const deadlineMs = gate.options.commandTimeoutMs;
  return new Failover({ health, breakers, wheel, observer, deadlineMs, fallbackEnabled, ...failover });
}

const part = <T>(
  provide: Type<T>,
  useFactory: (...parts: never[]) => T,
  ...inject: InjectionToken[]
): Provider => ({
  provide,
  useFactory,
  inject: [RESILIENT_REDIS, ...inject],
});

/** What the module offers to an application. */
export const resilientRedisParts: readonly Type[] = [
  RedisGate,
  RedisHealthService,
  RedisBreakers,
  Failover,
  KeptWrites,
  ReconcilableStores,
  Reconciler,
  RedisMetrics,
];

/** How each part is made. */
export const resilientRedisProviders: readonly Provider[] = [
  part(RedisGate, createGate),
  ReconcilableStores,
  part(KeptWrites, ({ keptWrites }: ResilientRedisOptions) => new KeptWrites(keptWrites)),
  part(Reconciler, createReconciler, ReconcilableStores),
  part(RedisHealthService, createHealth, Reconciler, RedisGate),
  part(RedisBreakers, createBreakers, RedisHealthService),
  part(RedisMetrics, ({ name, metrics }: ResilientRedisOptions) => new RedisMetrics(name, metrics)),
  part(
    Failover,
    createFailover,
    RedisHealthService,
    RedisBreakers,
    RedisGate,
    RedisMetrics,
    RESILIENCE_SETTINGS,
  ),
  ResilientRedisLifetime,
];
