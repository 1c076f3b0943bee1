import { type InjectionToken } from '@nestjs/common';
import { CacheManager } from './cache-manager';

/** By what a cache manager is injected: the class itself, unless it has an instance name of its own. */
export function cacheManagerToken(redisInstanceName = 'default'): InjectionToken<CacheManager> {
  return redisInstanceName === 'default' ? CacheManager : `CacheManager:${redisInstanceName}`;
}
