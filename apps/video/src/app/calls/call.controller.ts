import { Controller, Delete, Get, HttpCode } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiGoneResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import {
  type CallWire,
  type IceServersWire,
  type Page,
  type ParticipantWire,
} from '@secureconnect/contracts';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { RedisFree } from '@secureconnect/resilience';
import { CallDto } from './call.dto';
import { ParticipantsDto } from './call-pages.dto';
import { callWireOf } from './call-wire';
import { FindIceServers } from './find-ice-servers.use-case';
import { IceServersDto } from './own-call.dto';
import { CallId, ParticipantId } from './path-ids.decorator';
import { RuleCall } from './rule-call.use-case';
import { VisibleCalls } from './visible-calls';

/** One call. */
@ApiTags('calls')
@Authenticated()
@ApiNotFoundResponse({ description: 'call_unknown: there is none, or it is none of yours' })
@ApiServiceUnavailableResponse({ description: 'conversations_unavailable' })
@Controller('v1/calls/:id')
export class CallController {
  constructor(
    private readonly visible: VisibleCalls,
    private readonly findIce: FindIceServers,
    private readonly rule: RuleCall,
  ) {}

  @Get()
  @RedisFree('read-call')
  @ApiOperation({ summary: 'A call of yours, or of a conversation of yours' })
  @ApiOkResponse({ type: CallDto })
  async read(@CurrentCaller() { userId }: Caller, @CallId() callId: string): Promise<CallWire> {
    return callWireOf(await this.visible.require(callId, userId));
  }

  @Get('participants')
  @RedisFree('list-participants')
  @ApiOperation({ summary: 'Who is or was in it, or was called by it' })
  @ApiOkResponse({ type: ParticipantsDto })
  async participants(
    @CurrentCaller() { userId }: Caller,
    @CallId() callId: string,
  ): Promise<Page<ParticipantWire>> {
    const { participants } = callWireOf(await this.visible.require(callId, userId));
    return { items: participants, next_cursor: null };
  }

  @Get('ice-servers')
  @RedisFree('find-ice-servers')
  @ApiOperation({ summary: 'Servers to find a way through, for who is in the call now' })
  @ApiOkResponse({ type: IceServersDto })
  @ApiConflictResponse({ description: 'not_in_call' })
  @ApiGoneResponse({ description: 'call_ended' })
  iceServers(@CurrentCaller() caller: Caller, @CallId() callId: string): Promise<IceServersWire> {
    return this.findIce.execute({ caller, callId });
  }

  @Delete('participants/:user_id')
  @HttpCode(204)
  @RedisFree('kick-participant')
  @ApiOperation({
    summary: 'Have somebody out of the call for good: who called may, and owners and admins of the group',
  })
  @ApiNoContentResponse()
  @ApiForbiddenResponse({ description: 'not_allowed' })
  @ApiConflictResponse({ description: 'peer_not_in_call' })
  @ApiGoneResponse({ description: 'call_ended' })
  async kick(
    @CurrentCaller() caller: Caller,
    @CallId() callId: string,
    @ParticipantId() target: string,
  ): Promise<void> {
    await this.rule.execute({ caller, callId, target });
  }
}
