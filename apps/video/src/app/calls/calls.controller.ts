import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { type CallWire, type OwnCallWire, type Page } from '@secureconnect/contracts';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { Idempotent } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { type FastifyReply } from 'fastify';
import { CallsQuery, NewCallDto } from './call-orders.dto';
import { CallsDto } from './call-pages.dto';
import { CallRecord } from './call-record.port';
import { callWireOf } from './call-wire';
import { InitiateCall } from './initiate-call.use-case';
import { ListCalls } from './list-calls.use-case';
import { OwnCallDto } from './own-call.dto';

/** The calls of somebody. */
@ApiTags('calls')
@Authenticated()
@Controller('v1/calls')
export class CallsController {
  constructor(
    private readonly initiateCall: InitiateCall,
    private readonly listCalls: ListCalls,
    private readonly record: CallRecord,
  ) {}

  @Post('initiate')
  @Idempotent()
  @RedisFree('initiate-call')
  @ApiOperation({
    summary: 'Call all in a conversation',
    description:
      'Where a call is open in it you are given that one with 200: you answer it if you were called by it, and join it ' +
      'if you were not. So two who call each other at once, and whoever asks twice, have one call.',
  })
  @ApiCreatedResponse({ type: OwnCallDto })
  @ApiOkResponse({ type: OwnCallDto, description: 'The call that is open in the conversation' })
  @ApiForbiddenResponse({ description: 'kicked_from_call' })
  @ApiNotFoundResponse({ description: 'conversation_unknown' })
  @ApiConflictResponse({
    description:
      'busy: who you call is in another call; already_in_call: you are; details name it. call_full, conflict',
  })
  @ApiUnprocessableEntityResponse({ description: 'validation_failed, nobody_to_call' })
  @ApiServiceUnavailableResponse({
    description: 'conversations_unavailable, database_unavailable, database_timeout: ask again',
  })
  async initiate(
    @CurrentCaller() caller: Caller,
    @Body() { call_type: type, conversation_id: conversationId }: NewCallDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OwnCallWire> {
    const { call, isNew } = await this.initiateCall.execute({ caller, conversationId, type });
    if (!isNew) void reply.status(200);
    return call;
  }

  @Get()
  @RedisFree('list-calls')
  @ApiOperation({ summary: 'The calls you were in, or were called by; the newest first' })
  @ApiOkResponse({ type: CallsDto })
  @ApiBadRequestResponse({ description: 'invalid_cursor' })
  list(
    @CurrentCaller() { userId }: Caller,
    @Query() { limit, cursor, conversation_id: conversationId, state }: CallsQuery,
  ): Promise<Page<CallWire>> {
    return this.listCalls.execute({ userId, limit, cursor, conversationId, state });
  }

  @Get('active')
  @RedisFree('active-calls')
  @ApiOperation({ summary: 'The call you are in now, and those that ring for you' })
  @ApiOkResponse({ type: CallsDto })
  async active(@CurrentCaller() { userId }: Caller): Promise<Page<CallWire>> {
    const open = await this.record.openOf([userId]);
    return { items: open.map(callWireOf), next_cursor: null };
  }
}
