import { ApiProperty } from '@nestjs/swagger';
import { type ChatClientEvents, type ErrorCode } from '@secureconnect/contracts';
import { MessageDto } from '../messages/message.dto';
import { ReceiptDto } from '../receipts/receipts.dto';
import { ChatChangesDto } from '../sync/sync.dto';

class MessageAnswer {
  @ApiProperty()
  message: MessageDto;
}

class ReceiptAnswer {
  @ApiProperty()
  receipt: ReceiptDto;
}

type Ack<Name extends keyof ChatClientEvents> = Extract<
  Parameters<Parameters<ChatClientEvents[Name]>[1]>[0],
  { ok: true }
>;

/** What the acknowledgement of each event has besides `ok`; `auth.refresh` and what has nothing are not named. */
export const chatAnswers = {
  'message.send': MessageAnswer,
  'message.edit': MessageAnswer,
  'message.delete': MessageAnswer,
  'receipt.read': ReceiptAnswer,
  'receipt.delivered': ReceiptAnswer,
  'sync.resume': ChatChangesDto,
} as const satisfies { [Name in keyof ChatClientEvents]?: new () => Omit<Ack<Name>, 'ok'> };

const ofMessage = ['message_unknown', 'message_deleted', 'not_allowed'] as const;

/** By what each event is refused, besides what any event may be. */
export const chatCodes = {
  'message.send': [
    ...(['conversation_unknown', 'client_msg_id_reused', 'message_empty'] as const),
    ...(['reply_unknown', 'send_uncertain'] as const),
  ],
  'message.edit': [...ofMessage, 'message_empty'],
  'message.delete': ['message_unknown', 'not_allowed'],
  'receipt.read': ['conversation_unknown', 'beyond_the_end'],
  'receipt.delivered': ['conversation_unknown', 'beyond_the_end'],
  typing: ['conversation_unknown'],
  'presence.set': [],
  'sync.resume': ['invalid_cursor', 'cursor_too_old', 'overloaded'],
  'auth.refresh': ['not_authenticated', 'token_expired', 'token_revoked'],
} as const satisfies Record<keyof ChatClientEvents, readonly ErrorCode[]>;
