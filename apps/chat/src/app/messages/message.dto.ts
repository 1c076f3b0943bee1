import { ApiProperty } from '@nestjs/swagger';
import { type MessageWire, type ReactionWire } from '@secureconnect/contracts';

/** One sign beneath a message, and who set it. */
export class ReactionDto implements ReactionWire {
  @ApiProperty()
  emoji: string;

  @ApiProperty({ type: 'integer', description: 'How many set it' })
  count: number;

  @ApiProperty({ type: [String], maxItems: 100, description: 'Who set it first first: the first hundred' })
  user_ids: readonly string[];
}

/** A message as every member sees it. */
export class MessageDto implements MessageWire {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  conversation_id: string;

  @ApiProperty({ type: 'integer', description: '1, 2, 3 … in its conversation, without gaps' })
  seq: number;

  @ApiProperty({ format: 'uuid' })
  sender_id: string;

  @ApiProperty()
  client_msg_id: string;

  @ApiProperty({ description: 'As it was sent, character by character: show it as text. Empty once deleted' })
  body: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  reply_to: string | null;

  @ApiProperty({ type: [String], description: 'Ids of files' })
  attachments: readonly string[];

  @ApiProperty({ type: [ReactionDto] })
  reactions: readonly ReactionWire[];

  @ApiProperty({ format: 'date-time' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  edited_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  deleted_at: string | null;
}

/** A page of messages. */
export class MessagesDto {
  @ApiProperty({ type: [MessageDto] })
  items: readonly MessageWire[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor: string | null;
}
