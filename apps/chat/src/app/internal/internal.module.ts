import { Module } from '@nestjs/common';
import { AskedPeople } from './asked-people.adapter';
import { CallableConversationsController } from './callable-conversations.controller';
import { EndedMembershipsController } from './ended-memberships.controller';
import { KnownPeople } from './known-people';
import { InternalMembershipsController } from './memberships.controller';
import { RecordedMemberships } from './recorded-membership.adapter';
import { RecordedShares } from './recorded-shares.adapter';
import { InternalSharesController } from './shares.controller';

/** What chat and other services ask of each other. */
@Module({
  controllers: [
    InternalMembershipsController,
    CallableConversationsController,
    EndedMembershipsController,
    InternalSharesController,
  ],
  providers: [RecordedMemberships, RecordedShares, { provide: KnownPeople, useClass: AskedPeople }],
  exports: [KnownPeople],
})
export class InternalModule {}
