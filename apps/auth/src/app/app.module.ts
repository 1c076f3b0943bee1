import { Module } from '@nestjs/common';
import { JobsOperatorModule, ServiceJobsModule } from '@secureconnect/jobs';
import { SigningKeysModule } from './signing-keys/signing-keys.module';

/** Composition root of auth: accounts, tokens and sessions. The one file that chooses adapters. */
@Module({ imports: [ServiceJobsModule.forRoot(), JobsOperatorModule, SigningKeysModule] })
export class AppModule {}
