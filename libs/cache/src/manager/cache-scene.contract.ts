import { Logger } from '@nestjs/common';
import { type RedisServer, until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { type CacheManager } from './cache-manager';
import { createCacheManager, type OwnCacheOptions } from './create-cache-manager';

/** Cache managers on a real Redis, all of one test; a pace at which recovery is soon, and no noise in the log. */
export function cacheScene(redis: () => RedisServer) {
  Logger.overrideLogger(false);
  const managers: CacheManager[] = [];

  const open = async (options: OwnCacheOptions = {}): Promise<CacheManager> => {
    const { host, port } = redis();
    const manager = await createCacheManager({
      redis: { url: `redis://${host}:${port}` },
      metrics: new Registry(),
      health: { degradedIntervalMs: 20, glanceIntervalMs: 30, steadyMs: 30, calmMs: 0 },
      recovery: { maxStartDelayMs: 0 },
      ...options,
    });
    managers.push(manager);
    await until('Redis', () => manager.getCurrentProvider() === 'redis');
    return manager;
  };
  const close = async (): Promise<void> => {
    await Promise.all(managers.splice(0).map((manager) => manager.disconnect()));
  };
  const served = (manager: CacheManager, provider: 'redis' | 'memory') =>
    until(`${provider} to serve`, () => manager.getCurrentProvider() === provider);
  return { open, close, served };
}
