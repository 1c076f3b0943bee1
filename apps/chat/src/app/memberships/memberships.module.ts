import { Module } from '@nestjs/common';
import { CachedMemberships } from './cached-memberships';
import { MembershipChanges } from './membership-changes';
import { Memberships } from './memberships';

/** Who is in which conversation. */
@Module({
  providers: [{ provide: Memberships, useClass: CachedMemberships }, MembershipChanges],
  exports: [Memberships, MembershipChanges],
})
export class MembershipsModule {}
