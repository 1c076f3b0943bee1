import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { MessageTextDto, NewMessageDto } from '../messages/new-message.dto';
import { ReceiptMarkDto } from '../receipts/receipts.dto';

class InConversation {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  conversation_id: string;
}

/** What `message.delete` takes. */
export class MessageDeleteEvent {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  message_id: string;
}

/** What `message.send` takes; who sends it says the token. */
export class MessageSendEvent extends IntersectionType(InConversation, NewMessageDto) {}

/** What `message.edit` takes. */
export class MessageEditEvent extends IntersectionType(MessageDeleteEvent, MessageTextDto) {}

/** What `receipt.read` and `receipt.delivered` take. */
export class ReceiptEvent extends IntersectionType(InConversation, ReceiptMarkDto) {}

/** What `typing` takes. */
export class TypingEvent extends InConversation {
  @ApiProperty()
  @IsBoolean()
  is_typing: boolean;
}

/** What `sync.resume` takes. */
export class SyncResumeEvent {
  @ApiPropertyOptional({ description: 'As sync gave it; left out: from now on' })
  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  cursor?: string;
}
