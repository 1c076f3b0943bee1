import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/blobs.module';
import { UploadsModule } from '../uploads/uploads.module';
import { TusEndpoint } from './tus-endpoint';
import { TusOfferController } from './tus-offer.controller';
import { TusController } from './tus.controller';

/** Uploads that can be resumed. */
@Module({
  imports: [BlobsModule, UploadsModule],
  controllers: [TusOfferController, TusController],
  providers: [TusEndpoint],
})
export class TusModule {}
