import { Module } from '@nestjs/common';

/** Composition root of storage: files, uploads and quotas. The one file that chooses adapters. */
@Module({})
export class AppModule {}
