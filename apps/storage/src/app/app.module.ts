import { Module } from '@nestjs/common';
import { IdentityModule, RemoteTokenKeys } from '@secureconnect/identity';
import { JobsOperatorModule, ServiceJobsModule } from '@secureconnect/jobs';
import { RevocationStoreModule } from '@secureconnect/revocation-store';
import { BlobsModule } from './blobs/blobs.module';
import { StoresHealthModule } from './blobs/stores-health.module';
import { ContentModule } from './content/content.module';
import { FiguresModule } from './figures/figures.module';
import { FilesModule } from './files/files.module';
import { ScanningModule } from './scanning/scanning.module';
import { SweepModule } from './sweep/sweep.module';
import { ThumbnailsModule } from './thumbnails/thumbnails.module';
import { TusModule } from './tus/tus.module';

/** Composition root of storage: files, uploads and quotas. The one file that chooses adapters. */
@Module({
  imports: [
    IdentityModule.forRoot({ keys: RemoteTokenKeys, imports: [RevocationStoreModule.forRoot()] }),
    ...[ServiceJobsModule.forRoot(), JobsOperatorModule],
    ...[BlobsModule, FilesModule, TusModule, ContentModule, SweepModule],
    ...[ScanningModule, ThumbnailsModule, FiguresModule, StoresHealthModule],
  ],
})
export class AppModule {}
