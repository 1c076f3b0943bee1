import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ResilientRedisModule, type ResilientRedisOptions } from '@secureconnect/redis';
import { CacheMetricsModule } from '../metrics/cache-metrics.module';
import { CacheManager } from './cache-manager';
import { type CacheManagerOptions } from './cache-manager.options';
import { cacheSurroundings, openCacheManager, surroundingsOf } from './open-cache-manager';

/** A cache manager with a Redis of its own. */
export interface OwnCacheOptions extends CacheManagerOptions, Partial<ResilientRedisOptions> {
  /** Milliseconds between two looks at Redis while all is well; a failing call is noticed at once. Default 10,000. */
  readonly healthCheckInterval?: number;
}

/** A cache manager for a program that is no Nest application; `disconnect` ends its Redis too. */
export async function createCacheManager(options: OwnCacheOptions = {}): Promise<CacheManager> {
  const { redisInstanceName = 'default', healthCheckInterval, health } = options;
  const pace = healthCheckInterval === undefined ? {} : { intervalMs: healthCheckInterval };
  const own = { name: `cache-${redisInstanceName}`, ...options, health: { ...pace, ...health } };

  @Module({ imports: [ResilientRedisModule.forRoot(own), CacheMetricsModule] })
  class CacheModule {}

  const context = await NestFactory.createApplicationContext(CacheModule, { logger: ['warn', 'error'] });
  const parts = cacheSurroundings.map((token) => context.get(token as never, { strict: false }));
  const around = surroundingsOf(...(parts as unknown as Parameters<typeof surroundingsOf>));
  return openCacheManager({ ...around, end: () => context.close() }, options);
}
