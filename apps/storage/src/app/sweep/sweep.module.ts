import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/blobs.module';
import { AftercareModule } from '../scanning/aftercare.module';
import { UploadsModule } from '../uploads/uploads.module';
import { DoomedBlobs } from './doomed-blobs';
import { ForgottenWork } from './forgotten-work';
import { LeftUploads } from './left-uploads';
import { LostBlobRecord } from './lost-blob-record.adapter';
import { LostBlobs } from './lost-blobs';
import { StorageSweeper } from './storage-sweeper.service';
import { SweepItem } from './sweep-item';
import { SweepRecord } from './sweep-record.adapter';
import { SweepStorage } from './sweep-storage.use-case';
import { SweepTally } from './sweep-tally';

/** Makes rows and blobs agree. */
@Module({
  imports: [BlobsModule, UploadsModule, AftercareModule],
  providers: [
    ...[SweepRecord, LostBlobRecord, SweepTally, SweepItem, SweepStorage, StorageSweeper],
    ...[LeftUploads, DoomedBlobs, ForgottenWork, LostBlobs],
  ],
  exports: [SweepStorage, SweepTally],
})
export class SweepModule {}
