import { Module } from '@nestjs/common';
import { type Caller, IdentityModule } from '@secureconnect/identity';
import { JobsOperatorModule, ServiceJobsModule } from '@secureconnect/jobs';
import { SETTINGS } from '@secureconnect/platform';
import { AccountsModule } from './accounts/accounts.module';
import { AccountUseCasesModule } from './accounts/account-use-cases.module';
import { LoginModule } from './login/login.module';
import { MfaModule } from './mfa/mfa.module';
import { type MfaValues, requiredRolesOf } from './mfa/mfa.settings';
import { SessionUse } from './sessions/session-use';
import { SessionUseModule } from './sessions/session-use.module';
import { SessionsModule } from './sessions/sessions.module';
import { SigningKeysModule } from './signing-keys/signing-keys.module';
import { StoresModule } from './stores.module';
import { LocalTokenKeys } from './tokens/local-token-keys.adapter';

/** Composition root of auth: accounts, tokens and sessions. The one file that chooses adapters. */
@Module({
  imports: [
    IdentityModule.forRoot({
      keys: LocalTokenKeys,
      imports: [SigningKeysModule, SessionUseModule],
      inject: [SETTINGS, SessionUse],
      useFactory: (values: MfaValues, use: SessionUse) => ({
        secondFactorRoles: requiredRolesOf(values),
        onCaller: (caller: Caller) => use.note(caller),
      }),
    }),
    ...[ServiceJobsModule.forRoot(), JobsOperatorModule, StoresModule],
    ...[SigningKeysModule, AccountsModule, LoginModule, SessionsModule],
    MfaModule.forRoot({ imports: [AccountUseCasesModule, LoginModule] }),
  ],
})
export class AppModule {}
