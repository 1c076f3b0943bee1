import { Body, Controller, Delete, Get, HttpCode, Patch, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiForbiddenResponse,
  ApiGoneResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { type MessageWire, type Page } from '@secureconnect/contracts';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { RedisFree } from '@secureconnect/resilience';
import { DeleteMessage } from './delete-message.use-case';
import { EditMessage } from './edit-message.use-case';
import { LatestMessages } from './latest-messages.adapter';
import { ListMessages } from './list-messages.use-case';
import { MessageId } from './message-id.decorator';
import { MessageReader } from './message-reader.adapter';
import { MessageUnknownError } from './message-unknown.error';
import { MessageDto, MessagesDto } from './message.dto';
import { MessagesQuery, rangesOf } from './messages-query.dto';
import { MessageTextDto } from './new-message.dto';
import { OneRangeError } from './one-range.error';
import { ApiRepeatable } from './repeatable.decorator';

/** What was said, and saying it otherwise. */
@ApiTags('messages')
@Authenticated()
@Controller('v1/messages')
export class MessagesController {
  constructor(
    private readonly listMessages: ListMessages,
    private readonly latest: LatestMessages,
    private readonly reader: MessageReader,
    private readonly editMessage: EditMessage,
    private readonly deleteMessage: DeleteMessage,
  ) {}

  @Get()
  @RedisFree('list-messages')
  @ApiOperation({
    summary: 'Messages of a conversation, or the newest of all',
    description:
      'Of one conversation: `items` by rising `seq`, whichever part was asked for, and the newest where none was; `next_cursor` goes on away from where you began: to earlier ones, after `after_seq` to later ones. Of all conversations: the newest first.',
  })
  @ApiOkResponse({ type: MessagesDto })
  @ApiBadRequestResponse({ description: 'invalid_cursor: not of this conversation' })
  @ApiNotFoundResponse({ description: 'conversation_unknown' })
  list(@CurrentCaller() caller: Caller, @Query() query: MessagesQuery): Promise<Page<MessageWire>> {
    const { conversation_id: conversationId, limit, cursor } = query;
    const [range, ...others] = rangesOf(query);
    if (others.length > 0 || (range && conversationId === undefined)) throw new OneRangeError('');
    if (conversationId === undefined) return this.latest.page(caller.userId, limit, cursor);
    return this.listMessages.execute({ caller, conversationId, range, limit, cursor });
  }

  @Get(':id')
  @RedisFree('read-message')
  @ApiOperation({ summary: 'One message' })
  @ApiOkResponse({ type: MessageDto })
  @ApiNotFoundResponse({ description: 'message_unknown' })
  async read(@CurrentCaller() { userId }: Caller, @MessageId() id: string): Promise<MessageWire> {
    const message = await this.reader.one(userId, id);
    if (!message) throw new MessageUnknownError('');
    return message;
  }

  @Patch(':id')
  @RedisFree('edit-message')
  @ApiOperation({ summary: 'Say a message of yours otherwise' })
  @ApiOkResponse({ type: MessageDto })
  @ApiForbiddenResponse({ description: 'not_allowed: somebody else sent it' })
  @ApiNotFoundResponse({ description: 'message_unknown' })
  @ApiGoneResponse({ description: 'message_deleted' })
  @ApiUnprocessableEntityResponse({ description: 'validation_failed, message_empty' })
  @ApiRepeatable()
  edit(
    @CurrentCaller() caller: Caller,
    @MessageId() messageId: string,
    @Body() { body }: MessageTextDto,
  ): Promise<MessageWire> {
    return this.editMessage.execute({ caller, messageId, body });
  }

  @Delete(':id')
  @HttpCode(204)
  @RedisFree('delete-message')
  @ApiOperation({
    summary: 'Delete a message for everybody',
    description: 'Yours, or in a group that you own or administer any. It keeps its `seq` and has no body.',
  })
  @ApiNoContentResponse()
  @ApiForbiddenResponse({ description: 'not_allowed' })
  @ApiNotFoundResponse({ description: 'message_unknown' })
  @ApiRepeatable()
  async remove(@CurrentCaller() caller: Caller, @MessageId() messageId: string): Promise<void> {
    await this.deleteMessage.execute({ caller, messageId });
  }
}
