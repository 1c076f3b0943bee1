import { Module } from '@nestjs/common';
import { JobsOperatorModule, ServiceJobsModule } from '@secureconnect/jobs';
import { UpstreamsModule } from './upstreams/upstreams.module';

/** Composition root of the gateway: the one door to all services. The one file that chooses adapters. */
@Module({ imports: [UpstreamsModule, ServiceJobsModule.forRoot(), JobsOperatorModule] })
export class AppModule {}
