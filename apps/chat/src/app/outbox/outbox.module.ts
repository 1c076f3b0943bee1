import { Module } from '@nestjs/common';

/** What was committed and not told yet. */
@Module({})
export class OutboxModule {}
