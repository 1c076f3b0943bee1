import { type DynamicModule, Module } from '@nestjs/common';
import { HealthModule } from '@secureconnect/platform';
import { revocationProviders } from './revocation-providers';
import { defaultRevocationOptions, type RevocationOptions } from './revocation.options';
import { RevocationStore } from './revocation.store';

/** Gives the whole app `RevocationStore`; needs DatabaseModule, ResilientRedisModule and a migration of revocations. */
@Module({})
export class RevocationStoreModule {
  static forRoot(options: Partial<RevocationOptions> = {}): DynamicModule {
    return {
      module: RevocationStoreModule,
      global: true,
      imports: [HealthModule],
      providers: revocationProviders({ ...defaultRevocationOptions, ...options }),
      exports: [RevocationStore],
    };
  }
}
