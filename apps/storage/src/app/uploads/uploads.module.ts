import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/blobs.module';
import { FileRecord } from '../files/file-record.adapter';
import { PresignedController } from '../presigned/presigned.controller';
import { PresignedUploads } from '../presigned/presigned-uploads';
import { AftercareModule } from '../scanning/aftercare.module';
import { FormLeases } from './form-leases';
import { OpenUpload } from './open-upload.use-case';
import { SeenBytes } from './seen-bytes';
import { SettleUpload } from './settle-upload.use-case';
import { UploadDirectly } from './upload-directly.use-case';
import { UploadLocks } from './upload-locks';
import { UploadRecord } from './upload-record.adapter';
import { UploadTally } from './upload-tally';
import { UploadsController } from './uploads.controller';

const parts = [
  UploadTally,
  UploadRecord,
  FileRecord,
  FormLeases,
  OpenUpload,
  SeenBytes,
  SettleUpload,
  UploadDirectly,
  UploadLocks,
  PresignedUploads,
];

/** Files on their way, and the rows of files. */
@Module({
  imports: [BlobsModule, AftercareModule],
  controllers: [UploadsController, PresignedController],
  providers: parts,
  exports: parts,
})
export class UploadsModule {}
