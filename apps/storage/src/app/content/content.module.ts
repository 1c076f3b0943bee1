import { Module } from '@nestjs/common';
import { SETTINGS } from '@secureconnect/platform';
import { BlobsModule } from '../blobs/blobs.module';
import { FileLinks } from '../links/file-links';
import { linkSignerOf } from '../links/link-secrets';
import { LinkSigner } from '../links/link-signer';
import { LinksController } from '../links/links.controller';
import { SharingModule } from '../sharing/sharing.module';
import { AskedFile } from './asked-file';
import { ContentSender } from './content-sender';
import { ContentController } from './content.controller';
import { SentTally } from './sent-tally';

/** The bytes of files, and links to them. */
@Module({
  imports: [BlobsModule, SharingModule],
  controllers: [ContentController, LinksController],
  providers: [
    ContentSender,
    AskedFile,
    SentTally,
    FileLinks,
    { provide: LinkSigner, useFactory: linkSignerOf, inject: [SETTINGS] },
  ],
  exports: [ContentSender, AskedFile, SentTally],
})
export class ContentModule {}
