import { Module } from '@nestjs/common';
import { QuotaRecord } from '../quota/quota-record.adapter';
import { QuotaController } from '../quota/quota.controller';
import { SharingModule } from '../sharing/sharing.module';
import { UploadsModule } from '../uploads/uploads.module';
import { FilesController } from './files.controller';

/** What people have, and the room for it. */
@Module({
  imports: [SharingModule, UploadsModule],
  controllers: [FilesController, QuotaController],
  providers: [QuotaRecord],
})
export class FilesModule {}
