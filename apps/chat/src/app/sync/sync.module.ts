import { Module } from '@nestjs/common';

/** What somebody has missed. */
@Module({})
export class SyncModule {}
