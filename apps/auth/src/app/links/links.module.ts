import { Module } from '@nestjs/common';
import { AccountLinks } from './account-links';
import { WaitingRegistrations } from './waiting-registrations';

/** Links that are mailed to people, each good for one use. */
@Module({ providers: [AccountLinks, WaitingRegistrations], exports: [AccountLinks, WaitingRegistrations] })
export class LinksModule {}
