import { Module } from '@nestjs/common';
import { AccountLinks } from './account-links';

/** Links that are mailed to people, each good for one use. */
@Module({ providers: [AccountLinks], exports: [AccountLinks] })
export class LinksModule {}
