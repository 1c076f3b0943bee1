import { Module } from '@nestjs/common';

/** How far each member has had delivered, and has read. */
@Module({})
export class ReceiptsModule {}
