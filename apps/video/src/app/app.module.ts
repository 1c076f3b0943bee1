import { Module } from '@nestjs/common';
import { JobsOperatorModule, ServiceJobsModule } from '@secureconnect/jobs';
import { CallsGateway } from './socket/calls.gateway';

/** Composition root of video: calls, signalling and push. The one file that chooses adapters. */
@Module({ imports: [ServiceJobsModule.forRoot(), JobsOperatorModule], providers: [CallsGateway] })
export class AppModule {}
