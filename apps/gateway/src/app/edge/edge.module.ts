import { Module } from '@nestjs/common';
import { Authenticator, IdentityModule, RemoteTokenKeys } from '@secureconnect/identity';
import { RevocationStoreModule } from '@secureconnect/revocation-store';
import { EdgeAuthenticator } from './edge-authenticator';

/** Who asks, at the edge: tokens verified with the keys auth publishes, revocations from the mirror in memory. */
@Module({
  imports: [IdentityModule.forRoot({ keys: RemoteTokenKeys, imports: [RevocationStoreModule.forRoot()] })],
  providers: [{ provide: EdgeAuthenticator, useExisting: Authenticator }],
  exports: [EdgeAuthenticator],
})
export class EdgeModule {}
