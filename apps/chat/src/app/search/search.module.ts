import { Module } from '@nestjs/common';

/** Messages found by their words. */
@Module({})
export class SearchModule {}
