import { Logger, Module } from '@nestjs/common';
import { SETTINGS } from '@secureconnect/platform';
import { type AuthSecretValues } from './auth-secret.settings';
import { AuthSecrets } from './auth-secrets';

/** Outside production a database's own password does, as for the signing keys: who has it can read what is sealed in any case. */
function secretsOf({ AUTH_SECRET: given, AUTH_SECRET_BEFORE: before, DATABASE_URL }: AuthSecretValues) {
  const { password, pathname } = new URL(DATABASE_URL);
  if (!given && !password)
    new Logger('AuthSecrets').warn(
      'The database has no password, so anybody can guess what seals the sessions in it: set AUTH_SECRET',
    );
  return new AuthSecrets(given || `development ${password} ${pathname}`, ...(before ? [before] : []));
}

/** Gives `AuthSecrets` to the features and, through their options, to the stores. */
@Module({
  providers: [{ provide: AuthSecrets, useFactory: secretsOf, inject: [SETTINGS] }],
  exports: [AuthSecrets],
})
export class AuthSecretsModule {}
