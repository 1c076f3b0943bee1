import { Module } from '@nestjs/common';
import { SigningKeysModule } from '../signing-keys/signing-keys.module';
import { AccessTokenSigner } from './access-token-signer.service';

/** Makes access tokens. */
@Module({
  imports: [SigningKeysModule],
  providers: [AccessTokenSigner],
  exports: [AccessTokenSigner],
})
export class TokensModule {}
