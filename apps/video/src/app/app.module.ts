import { Module } from '@nestjs/common';
import { IdentityModule, RemoteTokenKeys } from '@secureconnect/identity';
import { JobsOperatorModule, ServiceJobsModule } from '@secureconnect/jobs';
import { RealtimeSocketsModule } from '@secureconnect/realtime';
import { RevocationStoreModule } from '@secureconnect/revocation-store';
import { CallsGateway } from './socket/calls.gateway';

/** Composition root of video: calls, signalling and push. The one file that chooses adapters. */
@Module({
  imports: [
    IdentityModule.forRoot({ keys: RemoteTokenKeys, imports: [RevocationStoreModule.forRoot()] }),
    ...[ServiceJobsModule.forRoot(), JobsOperatorModule],
    RealtimeSocketsModule.forRoot(),
  ],
  providers: [CallsGateway],
})
export class AppModule {}
