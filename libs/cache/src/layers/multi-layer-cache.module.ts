import {
  type DynamicModule,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { RedisGate } from '@secureconnect/redis';
import { Failover, KeptWrites, ReconcilableStores } from '@secureconnect/resilience';
import { type MultiLayerCacheParts } from './cache-layers';
import { MultiLayerCache } from './multi-layer-cache';
import { type MultiLayerCacheSettings } from './multi-layer-cache.options';

/** What an application says of its cache; every part may be left out. */
export type MultiLayerCacheModuleOptions = MultiLayerCacheSettings &
  Pick<MultiLayerCacheParts, 'engine' | 'edge' | 'clock'>;

/** One `MultiLayerCache` for the whole application; wants ResilientRedisModule beside it. */
@Module({})
export class MultiLayerCacheModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly cache: MultiLayerCache) {}

  static forRoot(options: MultiLayerCacheModuleOptions = {}): DynamicModule {
    const { engine, edge, clock, ...settings } = options;
    const own = { ...(engine && { engine }), ...(edge && { edge }), ...(clock && { clock }) };
    const useFactory = (
      gate: RedisGate,
      failover: Failover,
      kept: KeptWrites,
      stores: ReconcilableStores,
    ): MultiLayerCache => new MultiLayerCache({ gate, failover, kept, stores, ...own }, settings);
    const inject = [RedisGate, Failover, KeptWrites, ReconcilableStores];
    return {
      module: MultiLayerCacheModule,
      global: true,
      providers: [{ provide: MultiLayerCache, useFactory, inject }],
      exports: [MultiLayerCache],
    };
  }

  onApplicationBootstrap(): void {
    this.cache.start();
  }

  onApplicationShutdown(): void {
    this.cache.stop();
  }
}
