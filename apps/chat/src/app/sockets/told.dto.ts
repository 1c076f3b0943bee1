import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { type ChatServerEvents, type ConversationWire } from '@secureconnect/contracts';
import { MemberDto, OwnConversationDto } from '../conversations/conversations.dto';
import { MessageDto } from '../messages/message.dto';
import { PresenceDto } from '../presence/presence.dto';
import { ReceiptDto } from '../receipts/receipts.dto';

type Told<Name extends keyof ChatServerEvents> = Parameters<ChatServerEvents[Name]>[0];
const ofOne = ['role', 'unread_count', 'read_seq', 'last_message'] as const;

class ConversationDto extends OmitType(OwnConversationDto, ofOne) implements ConversationWire {}

class Versioned {
  @ApiProperty({ type: 'integer', description: 'The number of this change in its conversation' })
  version: number;
}

class InConversationTold extends Versioned implements Told<'conversation.deleted'> {
  @ApiProperty({ format: 'uuid' })
  conversation_id: string;
}

class MessageTold
  extends Versioned
  implements Told<'message.created' | 'message.updated' | 'message.deleted'>
{
  @ApiProperty()
  message: MessageDto;
}

class ConversationTold extends Versioned implements Told<'conversation.updated'> {
  @ApiProperty()
  conversation: ConversationDto;
}

class MemberAddedTold extends InConversationTold implements Told<'member.added'> {
  @ApiProperty()
  member: MemberDto;
}

class MemberRemovedTold extends InConversationTold implements Told<'member.removed'> {
  @ApiProperty({ format: 'uuid' })
  user_id: string;
}

class ReceiptTold implements Told<'receipt.updated'> {
  @ApiProperty()
  receipt: ReceiptDto;
}

class TypingTold implements Told<'typing'> {
  @ApiProperty({ format: 'uuid' })
  conversation_id: string;

  @ApiProperty({ format: 'uuid' })
  user_id: string;

  @ApiProperty()
  is_typing: boolean;
}

class PresenceTold implements Told<'presence.changed'> {
  @ApiProperty()
  presence: PresenceDto;
}

class GapTold implements Told<'sync.gap'> {
  @ApiPropertyOptional({ type: [String], description: 'Left out: in any of yours' })
  conversation_ids?: string[];
}

/** What each event of `/ws/chat` has. */
export const chatGives = {
  'message.created': MessageTold,
  'message.updated': MessageTold,
  'message.deleted': MessageTold,
  'conversation.updated': ConversationTold,
  'conversation.deleted': InConversationTold,
  'member.added': MemberAddedTold,
  'member.removed': MemberRemovedTold,
  'receipt.updated': ReceiptTold,
  typing: TypingTold,
  'presence.changed': PresenceTold,
  'sync.gap': GapTold,
} as const satisfies { [Name in keyof ChatServerEvents]: new () => Told<Name> };
