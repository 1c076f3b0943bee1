import { Module } from '@nestjs/common';
import { AskedPeople } from './asked-people.adapter';
import { KnownPeople } from './known-people';
import { InternalMembershipsController } from './memberships.controller';
import { RecordedMemberships } from './recorded-membership.adapter';

/** What chat and other services ask of each other. */
@Module({
  controllers: [InternalMembershipsController],
  providers: [RecordedMemberships, { provide: KnownPeople, useClass: AskedPeople }],
  exports: [KnownPeople],
})
export class InternalModule {}
