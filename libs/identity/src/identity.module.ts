import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccessRules } from './access-rules.service';
import { AccessTokenVerifier } from './access-token-verifier.service';
import { AuthenticationGuard } from './authentication.guard';
import { Authenticator } from './authenticator.service';
import { defaultIdentitySettings, IDENTITY_SETTINGS, type IdentityOptions } from './identity.options';
import { TokenKeys } from './token-keys.port';

/** Tells every handler of a service who calls it, and lets nobody call one that does not say who may; for the whole app. */
@Module({})
export class IdentityModule {
  /** `imports` give what the keys need, and the store of revocations. */
  static forRoot({ keys, imports = [], inject = [], useFactory }: IdentityOptions): DynamicModule {
    return {
      module: IdentityModule,
      global: true,
      imports: [DiscoveryModule, ...imports],
      providers: [
        {
          provide: IDENTITY_SETTINGS,
          inject: [...inject],
          useFactory: (...given: never[]) => ({ ...defaultIdentitySettings, ...useFactory?.(...given) }),
        },
        { provide: TokenKeys, useClass: keys },
        ...[AccessRules, AccessTokenVerifier, Authenticator],
        { provide: APP_GUARD, useClass: AuthenticationGuard },
      ],
      exports: [AccessTokenVerifier, Authenticator, TokenKeys],
    };
  }
}
