import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/blobs.module';
import { ContentModule } from '../content/content.module';
import { UploadsModule } from '../uploads/uploads.module';
import { MakeThumbnails } from './make-thumbnails.use-case';
import { ThumbnailMaker } from './thumbnail-maker.service';
import { ThumbnailRecord } from './thumbnail-record.adapter';
import { ThumbnailTally } from './thumbnail-tally';
import { ThumbnailsController } from './thumbnails.controller';

/** Pictures drawn small, in the background. */
@Module({
  imports: [BlobsModule, ContentModule, UploadsModule],
  controllers: [ThumbnailsController],
  providers: [ThumbnailRecord, ThumbnailTally, MakeThumbnails, ThumbnailMaker],
  exports: [ThumbnailTally],
})
export class ThumbnailsModule {}
