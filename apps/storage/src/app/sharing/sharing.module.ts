import { Module } from '@nestjs/common';
import { UploadsModule } from '../uploads/uploads.module';
import { AskedShares } from './asked-shares.adapter';
import { ConversationShares } from './conversation-shares';
import { FileAccess } from './file-access';

/** Who may read what. */
@Module({
  imports: [UploadsModule],
  providers: [FileAccess, { provide: ConversationShares, useClass: AskedShares }],
  exports: [FileAccess],
})
export class SharingModule {}
