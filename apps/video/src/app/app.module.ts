import { Module } from '@nestjs/common';
import { IdentityModule, RemoteTokenKeys } from '@secureconnect/identity';
import { JobsOperatorModule, ServiceJobsModule } from '@secureconnect/jobs';
import { RealtimeModule, RealtimeSocketsModule } from '@secureconnect/realtime';
import { RevocationStoreModule } from '@secureconnect/revocation-store';
import { CallsModule } from './calls/calls.module';
import { DeliveryModule } from './delivery/delivery.module';
import { PushModule } from './push/push.module';
import { CallSocketsModule } from './sockets/call-sockets.module';

/** Composition root of video: calls, signalling and push. The one file that chooses adapters. */
@Module({
  imports: [
    IdentityModule.forRoot({ keys: RemoteTokenKeys, imports: [RevocationStoreModule.forRoot()] }),
    RealtimeModule.forRoot(),
    ...[ServiceJobsModule.forRoot(), JobsOperatorModule, RealtimeSocketsModule.forRoot()],
    ...[CallsModule, DeliveryModule, CallSocketsModule, PushModule],
  ],
})
export class AppModule {}
