import { Module } from '@nestjs/common';
import { JobsOperatorModule, ServiceJobsModule } from '@secureconnect/jobs';

/** Composition root of auth: accounts, tokens and sessions. The one file that chooses adapters. */
@Module({ imports: [ServiceJobsModule.forRoot(), JobsOperatorModule] })
export class AppModule {}
