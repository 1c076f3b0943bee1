import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { type OwnConversationWire, type Page } from '@secureconnect/contracts';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { Idempotent, PageQuery } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type FastifyReply } from 'fastify';
import { ConversationPatchDto, NewConversationDto } from './conversation-orders.dto';
import { OwnConversationDto, OwnConversationsDto } from './conversations.dto';
import { CreateConversation } from './create-conversation.use-case';
import { DeleteConversation } from './delete-conversation.use-case';
import { OwnConversations } from './own-conversations';
import { ConversationId } from './path-ids.decorator';
import { ReadConversation } from './read-conversation.use-case';
import { RenameConversation } from './rename-conversation.use-case';
import { replayed } from './replayed.constants';
import { requireOneOther } from './require-one-other';

/** The conversations somebody is in. */
@ApiTags('conversations')
@Authenticated()
@Controller('v1/conversations')
export class ConversationsController {
  constructor(
    private readonly own: OwnConversations,
    private readonly createOne: CreateConversation,
    private readonly readOne: ReadConversation,
    private readonly renameOne: RenameConversation,
    private readonly deleteOne: DeleteConversation,
  ) {}

  @Post()
  @Idempotent()
  @RedisFree('create-conversation')
  @ApiOperation({
    summary: 'Make a conversation; of a direct one with the same person there is only one',
    description: replayed,
  })
  @ApiCreatedResponse({ type: OwnConversationDto })
  @ApiOkResponse({ type: OwnConversationDto, description: 'The direct one there is already' })
  @ApiUnprocessableEntityResponse({ description: 'validation_failed, unknown_people' })
  @ApiConflictResponse({ description: 'conversation_full, too_many_conversations' })
  @ApiServiceUnavailableResponse({ description: 'accounts_unavailable' })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() { type, member_ids: memberIds, title }: NewConversationDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OwnConversationWire> {
    if (type === 'direct') requireOneOther(caller.userId, memberIds, title);
    const { conversation, isNew } = await this.createOne.execute({ caller, type, memberIds, title });
    if (!isNew) void reply.status(200);
    return conversation;
  }

  @Get()
  @RedisFree('list-conversations')
  @ApiOperation({
    summary: 'Your conversations; where something happened last comes first',
    description:
      'Of a group only the ten who have been in it longest are shown; `GET /{id}` shows a hundred.',
  })
  @ApiOkResponse({ type: OwnConversationsDto })
  @ApiBadRequestResponse({ description: 'invalid_cursor' })
  @ApiServiceUnavailableResponse({ description: 'busy: ask again after `Retry-After`' })
  list(@CurrentCaller() { userId }: Caller, @Query() query: PageQuery): Promise<Page<OwnConversationWire>> {
    return this.own.page(userId, query);
  }

  @Get(':id')
  @RedisFree('read-conversation')
  @ApiOperation({ summary: 'One conversation' })
  @ApiOkResponse({ type: OwnConversationDto })
  @ApiNotFoundResponse({ description: 'conversation_unknown' })
  read(
    @CurrentCaller() caller: Caller,
    @ConversationId() conversationId: string,
  ): Promise<OwnConversationWire> {
    return this.readOne.execute({ caller, conversationId });
  }

  @Patch(':id')
  @RedisFree('rename-conversation')
  @ApiOperation({ summary: 'Give a group another title; its owners and admins may' })
  @ApiOkResponse({ type: OwnConversationDto })
  @ApiForbiddenResponse({ description: 'not_allowed' })
  @ApiNotFoundResponse({ description: 'conversation_unknown' })
  @ApiConflictResponse({ description: 'direct_conversation_fixed' })
  rename(
    @CurrentCaller() caller: Caller,
    @ConversationId() conversationId: string,
    @Body() { title }: ConversationPatchDto,
  ): Promise<OwnConversationWire> {
    return this.renameOne.execute({ caller, conversationId, title });
  }

  @Delete(':id')
  @HttpCode(204)
  @RedisFree('delete-conversation')
  @ApiOperation({ summary: 'End a group for everybody; its owners may' })
  @ApiNoContentResponse()
  @ApiForbiddenResponse({ description: 'not_allowed' })
  @ApiNotFoundResponse({ description: 'conversation_unknown' })
  @ApiConflictResponse({ description: 'direct_conversation_fixed' })
  remove(@CurrentCaller() caller: Caller, @ConversationId() conversationId: string): Promise<void> {
    return this.deleteOne.execute({ caller, conversationId });
  }
}
