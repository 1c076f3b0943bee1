import { Module } from '@nestjs/common';
import { ResumeSync } from './resume-sync.use-case';
import { SyncController } from './sync.controller';
import { MissedInFull } from './missed-in-full';

/** What somebody has missed. */
@Module({
  controllers: [SyncController],
  providers: [MissedInFull, ResumeSync],
  exports: [ResumeSync],
})
export class SyncModule {}
