import { Module } from '@nestjs/common';
import { MissedChanges } from './missed-changes';
import { ResumeSync } from './resume-sync.use-case';
import { SyncController } from './sync.controller';
import { MissedInFull } from './missed-in-full';

/** What somebody has missed. */
@Module({
  controllers: [SyncController],
  providers: [MissedChanges, MissedInFull, ResumeSync],
  exports: [ResumeSync],
})
export class SyncModule {}
