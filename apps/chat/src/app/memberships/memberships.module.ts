import { Module } from '@nestjs/common';

/** Who is in which conversation. */
@Module({})
export class MembershipsModule {}
