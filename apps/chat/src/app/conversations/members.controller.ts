import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { type MemberWire, type OwnConversationWire, type Page } from '@secureconnect/contracts';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { Idempotent, PageQuery } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { AddMembers } from './add-members.use-case';
import { ChangeRole } from './change-role.use-case';
import { MemberPatchDto, NewMembersDto } from './conversation-orders.dto';
import { MemberDto, MembersDto, OwnConversationDto } from './conversations.dto';
import { ListMembers } from './list-members.use-case';
import { ConversationId, MemberId } from './path-ids.decorator';
import { RemoveMembers } from './remove-members.use-case';
import { RemovedMembersQuery } from './removed-members-query.dto';
import { replayed } from './replayed.constants';

/** Who is in a conversation. */
@ApiTags('conversations')
@Authenticated()
@ApiNotFoundResponse({ description: 'conversation_unknown, member_unknown' })
@Controller('v1/conversations/:id/members')
export class MembersController {
  constructor(
    private readonly listMembers: ListMembers,
    private readonly addMembers: AddMembers,
    private readonly removeMembers: RemoveMembers,
    private readonly changeRole: ChangeRole,
  ) {}

  @Get()
  @RedisFree('list-members')
  @ApiOperation({ summary: 'Its members; those who have been there longest come first' })
  @ApiOkResponse({ type: MembersDto })
  @ApiBadRequestResponse({ description: 'invalid_cursor: not of this conversation' })
  list(
    @CurrentCaller() caller: Caller,
    @ConversationId() conversationId: string,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<Page<MemberWire>> {
    return this.listMembers.execute({ caller, conversationId, limit, cursor });
  }

  @Post()
  @HttpCode(200)
  @Idempotent()
  @RedisFree('add-members')
  @ApiOperation({
    summary:
      'Ask people into a group; they see what is said from now on. Who is in it already stays as she is',
    description: replayed,
  })
  @ApiOkResponse({ type: OwnConversationDto })
  @ApiForbiddenResponse({ description: 'not_allowed' })
  @ApiConflictResponse({
    description: 'direct_conversation_fixed, conversation_full, too_many_conversations',
  })
  @ApiUnprocessableEntityResponse({ description: 'validation_failed, unknown_people' })
  @ApiServiceUnavailableResponse({ description: 'accounts_unavailable' })
  add(
    @CurrentCaller() caller: Caller,
    @ConversationId() conversationId: string,
    @Body() { member_ids: memberIds }: NewMembersDto,
  ): Promise<OwnConversationWire> {
    return this.addMembers.execute({ caller, conversationId, memberIds });
  }

  @Delete()
  @HttpCode(204)
  @RedisFree('remove-members')
  @ApiOperation({ summary: 'Take several people out of a group; who is not in it is passed over' })
  @ApiNoContentResponse()
  @ApiForbiddenResponse({ description: 'not_allowed' })
  @ApiConflictResponse({ description: 'direct_conversation_fixed, owner_needed' })
  removeSeveral(
    @CurrentCaller() caller: Caller,
    @ConversationId() conversationId: string,
    @Query() { member_ids: memberIds }: RemovedMembersQuery,
  ): Promise<void> {
    return this.removeMembers.execute({ caller, conversationId, memberIds });
  }

  @Delete(':user_id')
  @HttpCode(204)
  @RedisFree('remove-member')
  @ApiOperation({ summary: 'Take somebody out of a group; `me`: leave it' })
  @ApiNoContentResponse()
  @ApiForbiddenResponse({ description: 'not_allowed' })
  @ApiConflictResponse({ description: 'direct_conversation_fixed, owner_needed' })
  remove(
    @CurrentCaller() caller: Caller,
    @ConversationId() conversationId: string,
    @MemberId() memberId: string,
  ): Promise<void> {
    const memberIds = [memberId === 'me' ? caller.userId : memberId];
    return this.removeMembers.execute({ caller, conversationId, memberIds });
  }

  @Patch(':user_id')
  @RedisFree('change-role')
  @ApiOperation({
    summary: 'Make a member owner, admin or member; admins may not make owners, nor unmake them',
  })
  @ApiOkResponse({ type: MemberDto })
  @ApiForbiddenResponse({ description: 'not_allowed' })
  @ApiConflictResponse({ description: 'direct_conversation_fixed, owner_needed' })
  change(
    @CurrentCaller() caller: Caller,
    @ConversationId() conversationId: string,
    @MemberId() memberId: string,
    @Body() { role }: MemberPatchDto,
  ): Promise<MemberWire> {
    const who = memberId === 'me' ? caller.userId : memberId;
    return this.changeRole.execute({ caller, conversationId, memberId: who, role });
  }
}
