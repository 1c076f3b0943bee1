import { Module } from '@nestjs/common';

/** Composition root of auth: accounts, tokens and sessions. The one file that chooses adapters. */
@Module({})
export class AppModule {}
