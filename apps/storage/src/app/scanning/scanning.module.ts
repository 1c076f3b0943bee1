import { Module } from '@nestjs/common';
import { HealthModule } from '@secureconnect/platform';
import { BlobsModule } from '../blobs/blobs.module';
import { UploadsModule } from '../uploads/uploads.module';
import { AftercareModule } from './aftercare.module';
import { ScanFile } from './scan-file.use-case';
import { ScanRecord } from './scan-record.adapter';
import { ScanTally } from './scan-tally';
import { ScanWorker } from './scan-worker.service';
import { ScannerComponent } from './scanner-component.service';

/** Looks through files before anybody gets them, where a scanner is set. */
@Module({
  imports: [HealthModule, BlobsModule, UploadsModule, AftercareModule],
  providers: [ScanRecord, ScanTally, ScanFile, ScanWorker, ScannerComponent],
  exports: [ScanTally],
})
export class ScanningModule {}
