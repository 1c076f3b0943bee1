import { type DynamicModule, type InjectionToken, Module, type ModuleMetadata } from '@nestjs/common';
import { CacheMetricsModule } from '../metrics/cache-metrics.module';
import { CacheManager } from './cache-manager';
import { type CacheManagerOptions } from './cache-manager.options';
import { cacheSurroundings, openCacheManager, surroundingsOf } from './open-cache-manager';

/** Options that the container makes. */
export interface CacheManagerAsyncOptions {
  readonly imports?: ModuleMetadata['imports'];
  // The container hands over whatever the tokens stand for.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly useFactory: (...parts: any[]) => CacheManagerOptions | Promise<CacheManagerOptions>;
  readonly inject?: readonly InjectionToken[];
}

const options = Symbol('cache-manager:options');

/** A `CacheManager` for the whole application, on the Redis that `ResilientRedisModule` has brought. */
@Module({})
export class CacheManagerModule {
  static forRoot(given: CacheManagerOptions = {}): DynamicModule {
    return this.forRootAsync({ useFactory: () => given });
  }

  /** As `forRoot`, with options that the container makes. */
  static forRootAsync({ imports = [], inject = [], useFactory }: CacheManagerAsyncOptions): DynamicModule {
    type Parts = Parameters<typeof surroundingsOf>;
    return {
      module: CacheManagerModule,
      global: true,
      imports: [CacheMetricsModule, ...imports],
      providers: [
        { provide: options, useFactory, inject: [...inject] },
        {
          provide: CacheManager,
          useFactory: (given: CacheManagerOptions, ...parts: Parts) =>
            openCacheManager(surroundingsOf(...parts), given),
          inject: [options, ...cacheSurroundings],
        },
      ],
      exports: [CacheManager],
    };
  }
}
