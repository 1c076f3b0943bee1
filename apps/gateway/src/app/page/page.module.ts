import { Module } from '@nestjs/common';
import { SETTINGS } from '@secureconnect/platform';
import { Page } from './page';
import { PAGE_FOLDER, pageFolder } from './page-folder';

/** The page to try it all with. */
@Module({
  providers: [{ provide: PAGE_FOLDER, inject: [SETTINGS], useFactory: pageFolder }, Page],
  exports: [Page],
})
export class PageModule {}
