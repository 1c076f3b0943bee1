import { ApiProperty } from '@nestjs/swagger';
import { type MemberRole } from '@secureconnect/contracts';

/** What another service is told of somebody who is in a conversation. */
export class InternalMembershipDto {
  @ApiProperty({ enum: ['owner', 'admin', 'member'] })
  role: MemberRole;

  @ApiProperty({ type: 'integer', description: 'The version of the conversation at which this was so' })
  version: number;
}
