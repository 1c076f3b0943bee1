import { Module } from '@nestjs/common';
import { HealthModule } from '@secureconnect/platform';
import { BlobsModule } from '../blobs/blobs.module';
import { ContentModule } from '../content/content.module';
import { ScanningModule } from '../scanning/scanning.module';
import { SweepModule } from '../sweep/sweep.module';
import { ThumbnailsModule } from '../thumbnails/thumbnails.module';
import { UploadsModule } from '../uploads/uploads.module';
import { FiguresRecord } from './figures-record.adapter';
import { StorageComponent } from './storage-component.service';
import { StorageFigures } from './storage-figures.service';
import { StorageMetrics } from './storage-metrics.service';

/** What operators see of files. */
@Module({
  imports: [
    ...[HealthModule, BlobsModule, ContentModule, UploadsModule],
    ...[SweepModule, ScanningModule, ThumbnailsModule],
  ],
  providers: [FiguresRecord, StorageFigures, StorageMetrics, StorageComponent],
})
export class FiguresModule {}
