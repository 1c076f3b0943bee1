import { type DynamicModule, Module } from '@nestjs/common';
import { ResilienceModule } from '@secureconnect/resilience';
import { resilientRedisParts, resilientRedisProviders } from './resilient-redis-parts';
import {
  RESILIENT_REDIS,
  type ResilientRedisAsyncOptions,
  type ResilientRedisOptions,
} from './resilient-redis.options';
import { type ResilienceOptions } from '@secureconnect/resilience';

/**
 * A Redis that may go away: the gate to it, its health, its breakers, failing over and recovery, for the whole
 * application, which is held to its declarations. Import it first, so that its guard comes before those that reach
 * stores themselves.
 */
@Module({})
export class ResilientRedisModule {
  static forRoot(
    options: ResilientRedisOptions & { readonly resilience?: ResilienceOptions },
  ): DynamicModule {
    const { resilience, ...given } = options;
    return this.forRootAsync({ useFactory: () => given, ...(resilience && { resilience }) });
  }

  /** As `forRoot`, with options that the container makes. */
  static forRootAsync(options: ResilientRedisAsyncOptions): DynamicModule {
    const { imports = [], inject = [], useFactory, resilience = {} } = options;
    return {
      module: ResilientRedisModule,
      global: true,
      imports: [...imports, ResilienceModule.forRoot(resilience)],
      providers: [{ provide: RESILIENT_REDIS, useFactory, inject: [...inject] }, ...resilientRedisProviders],
      exports: [ResilienceModule, ...resilientRedisParts],
    };
  }
}
