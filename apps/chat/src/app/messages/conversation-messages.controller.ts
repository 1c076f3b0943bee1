import { Body, Controller, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { type MessageWire } from '@secureconnect/contracts';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { Idempotent } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type FastifyReply } from 'fastify';
import { ConversationUnknownError } from '../memberships/conversation-unknown.error';
import { MessageDto } from './message.dto';
import { NewMessageDto } from './new-message.dto';
import { SendMessage } from './send-message.use-case';

const conversation = new ParseUUIDPipe({ exceptionFactory: () => new ConversationUnknownError('') });

const away = 'send_uncertain: whether it was stored is not known; database_unavailable: it was not';

/** Saying something in a conversation. */
@ApiTags('messages')
@Authenticated()
@Controller('v1/conversations/:id/messages')
export class ConversationMessagesController {
  constructor(private readonly sendMessage: SendMessage) {}

  @Post()
  @Idempotent()
  @RedisFree('send-message')
  @ApiOperation({
    summary: 'Send a message',
    description:
      'Who has the answer has the message for ever; who has none sends it again with the same client_msg_id.',
  })
  @ApiCreatedResponse({ type: MessageDto })
  @ApiOkResponse({ type: MessageDto, description: 'It was sent before; this is it' })
  @ApiNotFoundResponse({ description: 'conversation_unknown' })
  @ApiConflictResponse({ description: 'client_msg_id_reused: you sent another message with this id' })
  @ApiUnprocessableEntityResponse({ description: 'validation_failed, message_empty, reply_unknown' })
  @ApiServiceUnavailableResponse({ description: away })
  async send(
    @CurrentCaller() caller: Caller,
    @Param('id', conversation) conversationId: string,
    @Body() { client_msg_id: clientMsgId, body, reply_to, attachments }: NewMessageDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MessageWire> {
    const said = { body, replyTo: reply_to ?? undefined, attachments: attachments ?? undefined };
    const { message, isNew } = await this.sendMessage.execute({
      caller,
      conversationId,
      clientMsgId,
      ...said,
    });
    void reply.status(isNew ? 201 : 200);
    return message;
  }
}
