import { ApiProperty } from '@nestjs/swagger';
import { type ConversationType, type MemberRole } from '@secureconnect/contracts';

/** What another service is told of a conversation in which somebody wants to call. */
export class CallableConversationDto {
  @ApiProperty({ enum: ['direct', 'group'] })
  type: ConversationType;

  @ApiProperty({ enum: ['owner', 'admin', 'member'], description: 'What she is in it' })
  role: MemberRole;

  @ApiProperty({
    type: [String],
    format: 'uuid',
    description: 'Who else is in it: those who have been there longest, a hundred at most',
  })
  other_ids: readonly string[];
}
