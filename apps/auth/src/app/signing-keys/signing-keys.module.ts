import { Logger, Module } from '@nestjs/common';
import { SETTINGS } from '@secureconnect/platform';
import { AuditModule } from '../audit/audit.module';
import { JwksController } from './jwks.controller';
import { KeyRotation } from './key-rotation.service';
import { KeySealer } from './key-sealer';
import { KeySweeper } from './key-sweeper.service';
import { PublishedKeys } from './published-keys.service';
import { SigningKeyRecord } from './signing-key-record.adapter';
import { type SigningKeyValues } from './signing-key.settings';
import { SigningKeysController } from './signing-keys.controller';
import { SigningKeys } from './signing-keys.service';

/** Outside production a database's own password does: who has it has the keys in any case. */
function sealerOf(values: SigningKeyValues): KeySealer {
  const { SIGNING_KEYS_SECRET: given, SIGNING_KEYS_SECRET_BEFORE: before, DATABASE_URL } = values;
  const { password, pathname } = new URL(DATABASE_URL);
  if (!given && !password)
    new Logger('SigningKeys').warn(
      'The database has no password, so anybody can guess what seals the signing keys in it: set SIGNING_KEYS_SECRET',
    );
  return new KeySealer(given || `development ${password} ${pathname}`, ...(before ? [before] : []));
}

/** The keys that access tokens are signed with: made, kept, published and followed by others. */
@Module({
  imports: [AuditModule],
  controllers: [JwksController, SigningKeysController],
  providers: [
    { provide: KeySealer, useFactory: sealerOf, inject: [SETTINGS] },
    ...[SigningKeyRecord, KeyRotation, KeySweeper, PublishedKeys, SigningKeys],
  ],
  exports: [PublishedKeys, SigningKeys],
})
export class SigningKeysModule {}
