import { Module } from '@nestjs/common';
import { MembershipRecord } from './membership-record.adapter';
import { Memberships } from './memberships';

/** Who is in which conversation. */
@Module({
  providers: [{ provide: Memberships, useClass: MembershipRecord }],
  exports: [Memberships],
})
export class MembershipsModule {}
