import {
  type DynamicModule,
  Inject,
  type InjectionToken,
  Module,
  type ModuleMetadata,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { RedisGate } from '@secureconnect/redis';
import { Failover, KeptWrites, ReconcilableStores } from '@secureconnect/resilience';
import { CacheCollectors } from '../metrics/cache-collectors';
import { CacheMetricsModule } from '../metrics/cache-metrics.module';
import { type MultiLayerCacheParts } from './cache-layers';
import { MultiLayerCache } from './multi-layer-cache';
import { type MultiLayerCacheSettings } from './multi-layer-cache.options';
import { multiLayerCacheToken } from './multi-layer-cache-token';

/** What the application has for every cache. */
type Surroundings = Pick<MultiLayerCacheParts, 'gate' | 'failover' | 'kept' | 'stores' | 'collectors'>;

/** What an application says of its cache; every part may be left out. */
export type MultiLayerCacheModuleOptions = MultiLayerCacheSettings &
  Omit<MultiLayerCacheParts, keyof Surroundings>;

/** The same, made by the container. */
export interface MultiLayerCacheAsyncOptions {
  /** Which cache it is: known before the container makes anything, for its token has it. */
  readonly name?: string;
  readonly imports?: ModuleMetadata['imports'];
  readonly useFactory: (
    // The container hands over whatever the tokens stand for.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    ...parts: any[]
  ) => MultiLayerCacheModuleOptions | Promise<MultiLayerCacheModuleOptions>;
  readonly inject?: readonly InjectionToken[];
}

const surroundings = [RedisGate, Failover, KeptWrites, ReconcilableStores, CacheCollectors];
const given = Symbol('multi-layer-cache:options');
const own = Symbol('multi-layer-cache:own');

const opening =
  (name: string | undefined) =>
  (
    told: MultiLayerCacheModuleOptions,
    gate: RedisGate,
    failover: Failover,
    kept: KeptWrites,
    stores: ReconcilableStores,
    collectors: CacheCollectors,
  ): MultiLayerCache => {
    const around = { gate, failover, kept, stores, collectors };
    return new MultiLayerCache({ ...told, ...around }, { ...told, ...(name && { name }) });
  };

/** A `MultiLayerCache` for the whole application, or one of several by name; wants ResilientRedisModule beside it. */
@Module({})
export class MultiLayerCacheModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(own) private readonly cache: MultiLayerCache) {}

  static forRoot(options: MultiLayerCacheModuleOptions = {}): DynamicModule {
    return this.forRootAsync({ ...(options.name && { name: options.name }), useFactory: () => options });
  }

  /** As `forRoot`, with options that the container makes. */
  static forRootAsync(options: MultiLayerCacheAsyncOptions): DynamicModule {
    const { name, imports = [], inject = [], useFactory } = options;
    const token = multiLayerCacheToken(name);
    return {
      module: MultiLayerCacheModule,
      global: true,
      imports: [CacheMetricsModule, ...imports],
      providers: [
        { provide: given, useFactory, inject: [...inject] },
        {
          provide: own,
          useFactory: opening(name),
          inject: [given, ...surroundings],
        },
        { provide: token, useExisting: own },
      ],
      exports: [token],
    };
  }

  onApplicationBootstrap(): void {
    this.cache.start();
  }

  onApplicationShutdown(): void {
    this.cache.stop();
  }
}
