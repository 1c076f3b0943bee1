import { Global, Module } from '@nestjs/common';
import { LockoutStoreModule } from '@secureconnect/lockout-store';
import { PresenceStoreModule } from '@secureconnect/presence-store';
import { RevocationStoreModule } from '@secureconnect/revocation-store';
import { SessionStoreModule } from '@secureconnect/session-store';
import { AuthSecrets } from './secrets/auth-secrets';
import { AuthSecretsModule } from './secrets/auth-secrets.module';

const sealed = { imports: [AuthSecretsModule], inject: [AuthSecrets] };

/** The stores of auth, each with keys of its own. */
@Global()
@Module({
  imports: [
    RevocationStoreModule.forRoot(),
    SessionStoreModule.forRootAsync({
      ...sealed,
      useFactory: (secrets: AuthSecrets) => ({ keys: secrets.keysFor('sessions') }),
    }),
    LockoutStoreModule.forRootAsync({
      ...sealed,
      useFactory: (secrets: AuthSecrets) => ({ keys: secrets.keysFor('attempts') }),
    }),
    PresenceStoreModule.forRoot(),
  ],
  exports: [RevocationStoreModule, SessionStoreModule, LockoutStoreModule, PresenceStoreModule],
})
export class StoresModule {}
