import { Controller, Delete, HttpCode, Param, Put } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiGoneResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { type MessageWire } from '@secureconnect/contracts';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { RedisFree } from '@secureconnect/resilience';
import { EmojiPipe } from './emoji.pipe';
import { MessageId } from './message-id.decorator';
import { MessageDto } from './message.dto';
import { ReactToMessage } from './react-to-message.use-case';
import { ApiRepeatable } from './repeatable.decorator';

/** The signs people set beneath a message. */
@ApiTags('messages')
@Authenticated()
@ApiNotFoundResponse({ description: 'message_unknown' })
@ApiGoneResponse({ description: 'message_deleted' })
@ApiUnprocessableEntityResponse({ description: 'validation_failed: not one emoji' })
@Controller('v1/messages/:id/reactions/:emoji')
export class ReactionsController {
  constructor(private readonly react: ReactToMessage) {}

  @Put()
  @RedisFree('set-reaction')
  @ApiOperation({ summary: 'Set one emoji of yours beneath a message; once is as good as twice' })
  @ApiOkResponse({ type: MessageDto })
  @ApiConflictResponse({ description: 'too_many_reactions: 20 different ones are there' })
  @ApiRepeatable()
  set(
    @CurrentCaller() caller: Caller,
    @MessageId() messageId: string,
    @Param('emoji', EmojiPipe) emoji: string,
  ): Promise<MessageWire> {
    return this.react.execute({ caller, messageId, emoji, isSet: true });
  }

  @Delete()
  @HttpCode(204)
  @RedisFree('take-reaction')
  @ApiOperation({ summary: 'Take one of yours away; there or not, it is gone then' })
  @ApiNoContentResponse()
  @ApiRepeatable()
  async take(
    @CurrentCaller() caller: Caller,
    @MessageId() messageId: string,
    @Param('emoji', EmojiPipe) emoji: string,
  ): Promise<void> {
    await this.react.execute({ caller, messageId, emoji, isSet: false });
  }
}
