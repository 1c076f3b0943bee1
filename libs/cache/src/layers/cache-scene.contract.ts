import { type INestApplicationContext, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type RedisOptions, ResilientRedisModule } from '@secureconnect/redis';
import { type KeptWritesOptions, RedisHealthService } from '@secureconnect/resilience';
import { until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { MultiLayerCache } from './multi-layer-cache';
import { MultiLayerCacheModule, type MultiLayerCacheModuleOptions } from './multi-layer-cache.module';

/** One instance of an application with a cache, on a Redis of its own or shared with others. */
export interface CacheInstance {
  readonly cache: MultiLayerCache;
  readonly health: RedisHealthService;
  readonly application: INestApplicationContext;
  readonly registry: Registry;
  normal(): Promise<unknown>;
  close(): Promise<void>;
}

/** For what is not about the deadline, which a busy machine misses now and then. */
export const unhurried = { commandTimeoutMs: 1_000 };

/** Starts an instance. */
export async function startInstance(
  redis: RedisOptions,
  options: MultiLayerCacheModuleOptions = {},
  keptWrites: Partial<KeptWritesOptions> = {},
): Promise<CacheInstance> {
  Logger.overrideLogger(false);
  const registry = new Registry();
  const health = { calmMs: 1 }; // Lost and found again within one test is no flapping.
  const resilient = { name: 'cache-test', redis, health, keptWrites, metrics: registry };
  @Module({ imports: [ResilientRedisModule.forRoot(resilient), MultiLayerCacheModule.forRoot(options)] })
  class InstanceModule {}
  const application = await NestFactory.createApplicationContext(InstanceModule, { logger: false });
  const watched = application.get(RedisHealthService);
  return {
    cache: application.get(MultiLayerCache),
    health: watched,
    application,
    registry,
    normal: () => until('normal', () => watched.state === 'normal'),
    close: () => application.close(),
  };
}

/** Starts several that share a Redis, and waits until each follows the others. */
export async function startInstances(
  count: number,
  redis: RedisOptions,
  options: MultiLayerCacheModuleOptions = {},
): Promise<CacheInstance[]> {
  const instances = await Promise.all(Array.from({ length: count }, () => startInstance(redis, options)));
  await Promise.all(instances.map(following));
  return instances;
}

/** Its Redis is relied on, and its cache knows what others invalidated. */
export async function following({ normal, cache }: CacheInstance): Promise<void> {
  await normal();
  await until('the log to be followed', async () => (await cache.healthCheck()).isCurrent);
}
