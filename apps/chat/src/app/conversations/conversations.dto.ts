import { ApiProperty } from '@nestjs/swagger';
import {
  type ConversationType,
  type MemberRole,
  type MemberWire,
  type MessageWire,
  type OwnConversationWire,
} from '@secureconnect/contracts';
import { MessageDto } from '../messages/message.dto';

const longest = 'Who have been in it longest: a hundred of them, in a list of conversations ten';
const roles: MemberRole[] = ['owner', 'admin', 'member'];

/** A member of a conversation. */
export class MemberDto implements MemberWire {
  @ApiProperty({ format: 'uuid' })
  user_id: string;

  @ApiProperty({ enum: roles })
  role: MemberRole;

  @ApiProperty({ format: 'date-time' })
  joined_at: string;
}

/** A page of members. */
export class MembersDto {
  @ApiProperty({ type: [MemberDto] })
  items: readonly MemberWire[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor: string | null;
}

/** A conversation as one of its members sees it. */
export class OwnConversationDto implements OwnConversationWire {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ enum: ['direct', 'group'] })
  type: ConversationType;

  @ApiProperty({ type: String, nullable: true })
  title: string | null;

  @ApiProperty({ type: [MemberDto], description: longest })
  members: readonly MemberWire[];

  @ApiProperty({ type: 'integer' })
  member_count: number;

  @ApiProperty({ type: 'integer', description: 'The number of its newest message; 0: none yet' })
  last_seq: number;

  @ApiProperty({ type: 'integer', description: 'Its number of changes; each has one, without gaps' })
  version: number;

  @ApiProperty({ format: 'date-time' })
  created_at: string;

  @ApiProperty({ format: 'date-time' })
  updated_at: string;

  @ApiProperty({ enum: roles, description: 'What you are in it' })
  role: MemberRole;

  @ApiProperty({ type: 'integer' })
  unread_count: number;

  @ApiProperty({ type: 'integer', description: 'How far you have read' })
  read_seq: number;

  @ApiProperty({ type: MessageDto, nullable: true })
  last_message: MessageWire | null;
}

/** A page of conversations. */
export class OwnConversationsDto {
  @ApiProperty({ type: [OwnConversationDto] })
  items: readonly OwnConversationWire[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor: string | null;
}
