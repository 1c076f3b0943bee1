import { Module } from '@nestjs/common';

/** Who is here. */
@Module({})
export class PresenceModule {}
