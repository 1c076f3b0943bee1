import { type DynamicModule, type InjectionToken, Module, type ModuleMetadata } from '@nestjs/common';
import { MultiLayerCache } from '@secureconnect/cache';
import { DataSource } from 'typeorm';
import { CachedPushTokens } from './cached-push-tokens.store';
import { defaultPushTokenOptions, PUSH_TOKENS, type PushTokenOptions } from './push-token.options';
import { PushTokenStore } from './push-token.store';

/** What must be said, and what may be. */
export type GivenPushTokenOptions = Partial<PushTokenOptions> & Pick<PushTokenOptions, 'keys'>;

/** What makes the options. */
export interface PushTokenModuleOptions {
  readonly imports?: ModuleMetadata['imports'];
  readonly inject?: readonly InjectionToken[];
  readonly useFactory: (...given: never[]) => GivenPushTokenOptions;
}

/** Gives `PushTokenStore`; needs DatabaseModule, the cache of the service and the migration of push tokens. */
@Module({})
export class PushTokenStoreModule {
  static forRoot({ imports = [], inject = [], useFactory }: PushTokenModuleOptions): DynamicModule {
    const settled = (...given: never[]) => ({ ...defaultPushTokenOptions, ...useFactory(...given) });
    return {
      module: PushTokenStoreModule,
      imports: [...imports],
      providers: [
        { provide: PUSH_TOKENS, useFactory: settled, inject: [...inject] },
        {
          provide: PushTokenStore,
          useFactory: (cache: MultiLayerCache, source: DataSource, options: PushTokenOptions) =>
            new CachedPushTokens(cache, source, options),
          inject: [MultiLayerCache, DataSource, PUSH_TOKENS],
        },
      ],
      exports: [PushTokenStore],
    };
  }
}
