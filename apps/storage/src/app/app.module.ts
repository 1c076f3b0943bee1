import { Module } from '@nestjs/common';
import { JobsOperatorModule, ServiceJobsModule } from '@secureconnect/jobs';

/** Composition root of storage: files, uploads and quotas. The one file that chooses adapters. */
@Module({ imports: [ServiceJobsModule.forRoot(), JobsOperatorModule] })
export class AppModule {}
