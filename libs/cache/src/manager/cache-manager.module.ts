import { type DynamicModule, type InjectionToken, Module, type ModuleMetadata } from '@nestjs/common';
import { CacheMetricsModule } from '../metrics/cache-metrics.module';
import { type CacheManagerOptions } from './cache-manager.options';
import { cacheManagerToken } from './cache-manager-token';
import { cacheSurroundings, openCacheManager, surroundingsOf } from './open-cache-manager';

/** Options that the container makes. */
export interface CacheManagerAsyncOptions {
  /** Which manager it is: known before the container makes anything, for its token has it. */
  readonly redisInstanceName?: string;
  readonly imports?: ModuleMetadata['imports'];
  // The container hands over whatever the tokens stand for.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly useFactory: (...parts: any[]) => CacheManagerOptions | Promise<CacheManagerOptions>;
  readonly inject?: readonly InjectionToken[];
}

const options = Symbol('cache-manager:options');

/** A `CacheManager` for the whole application, or one of several by instance name, on the Redis that `ResilientRedisModule` has brought. */
@Module({})
export class CacheManagerModule {
  static forRoot(given: CacheManagerOptions = {}): DynamicModule {
    const { redisInstanceName } = given;
    return this.forRootAsync({ ...(redisInstanceName && { redisInstanceName }), useFactory: () => given });
  }

  /** As `forRoot`, with options that the container makes. */
  static forRootAsync(asked: CacheManagerAsyncOptions): DynamicModule {
    const { redisInstanceName, imports = [], inject = [], useFactory } = asked;
    const token = cacheManagerToken(redisInstanceName);
    const named = redisInstanceName === undefined ? {} : { redisInstanceName };
    type Parts = Parameters<typeof surroundingsOf>;
    return {
      module: CacheManagerModule,
      global: true,
      imports: [CacheMetricsModule, ...imports],
      providers: [
        { provide: options, useFactory, inject: [...inject] },
        {
          provide: token,
          useFactory: (given: CacheManagerOptions, ...parts: Parts) =>
            openCacheManager(surroundingsOf(...parts), { ...given, ...named }),
          inject: [options, ...cacheSurroundings],
        },
      ],
      exports: [token],
    };
  }
}
