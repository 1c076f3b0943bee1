import { Module } from '@nestjs/common';
import { SETTINGS } from '@secureconnect/platform';
import { BlobStores } from './blob-stores';
import { openStores } from './open-stores';

/** Gives the stores of blobs. */
@Module({
  providers: [{ provide: BlobStores, useFactory: openStores, inject: [SETTINGS] }],
  exports: [BlobStores],
})
export class BlobsModule {}
