import { Controller, HttpCode, Post } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiGoneResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { type CallWire, type OwnCallWire } from '@secureconnect/contracts';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { RedisFree } from '@secureconnect/resilience';
import { AnswerCall } from './answer-call.use-case';
import { CallDto } from './call.dto';
import { OwnCallDto } from './own-call.dto';
import { CallId } from './path-ids.decorator';
import { RefuseCall } from './refuse-call.use-case';
import { RuleCall } from './rule-call.use-case';

/** What somebody does in a call; done twice it is done once. */
@ApiTags('calls')
@Authenticated()
@ApiNotFoundResponse({ description: 'call_unknown, conversation_unknown' })
@ApiGoneResponse({ description: 'call_ended' })
@ApiServiceUnavailableResponse({
  description:
    'conversations_unavailable, database_unavailable, database_timeout: whether it was done may not be known. Ask again: twice is as good as once.',
})
@Controller('v1/calls/:id')
export class CallActionsController {
  constructor(
    private readonly answer: AnswerCall,
    private readonly refuse: RefuseCall,
    private readonly rule: RuleCall,
  ) {}

  @Post('accept')
  @HttpCode(200)
  @RedisFree('accept-call')
  @ApiOperation({ summary: 'Answer a call you were called by; your other devices stop ringing' })
  @ApiOkResponse({ type: OwnCallDto })
  @ApiForbiddenResponse({ description: 'kicked_from_call' })
  @ApiConflictResponse({ description: 'answered_elsewhere, not_called, already_in_call, call_full' })
  accept(@CurrentCaller() caller: Caller, @CallId() callId: string): Promise<OwnCallWire> {
    return this.answer.execute({ caller, callId, kind: 'accept' });
  }

  @Post('join')
  @HttpCode(200)
  @RedisFree('join-call')
  @ApiOperation({
    summary: 'Come into a call of a conversation of yours, come back to it, or go on by this device',
  })
  @ApiOkResponse({ type: OwnCallDto })
  @ApiForbiddenResponse({ description: 'kicked_from_call' })
  @ApiConflictResponse({ description: 'already_in_call, call_full' })
  join(@CurrentCaller() caller: Caller, @CallId() callId: string): Promise<OwnCallWire> {
    return this.answer.execute({ caller, callId, kind: 'join' });
  }

  @Post('decline')
  @HttpCode(200)
  @RedisFree('decline-call')
  @ApiOperation({ summary: 'Say no to a call you were called by' })
  @ApiOkResponse({ type: CallDto })
  @ApiConflictResponse({ description: 'not_called, call_answered' })
  decline(@CurrentCaller() caller: Caller, @CallId() callId: string): Promise<CallWire> {
    return this.refuse.execute({ caller, callId, kind: 'decline' });
  }

  @Post('cancel')
  @HttpCode(200)
  @RedisFree('cancel-call')
  @ApiOperation({ summary: 'Give up a call of yours that nobody has answered' })
  @ApiOkResponse({ type: CallDto })
  @ApiForbiddenResponse({ description: 'not_allowed' })
  @ApiConflictResponse({ description: 'call_answered' })
  cancel(@CurrentCaller() caller: Caller, @CallId() callId: string): Promise<CallWire> {
    return this.refuse.execute({ caller, callId, kind: 'cancel' });
  }

  @Post('leave')
  @HttpCode(200)
  @RedisFree('leave-call')
  @ApiOperation({ summary: 'Hang up; between two, and where nobody is left, the call is over' })
  @ApiOkResponse({ type: CallDto })
  @ApiConflictResponse({ description: 'not_in_call' })
  leave(@CurrentCaller() caller: Caller, @CallId() callId: string): Promise<CallWire> {
    return this.refuse.execute({ caller, callId, kind: 'leave' });
  }

  @Post('end')
  @HttpCode(200)
  @RedisFree('end-call')
  @ApiOperation({
    summary: 'End it for all: either of two may, who called, and owners and admins of the group',
    description: 'While it only rings, that cancels it; of two, who is called by the other declines it.',
  })
  @ApiOkResponse({ type: CallDto })
  @ApiForbiddenResponse({ description: 'not_allowed' })
  end(@CurrentCaller() caller: Caller, @CallId() callId: string): Promise<CallWire> {
    return this.rule.execute({ caller, callId });
  }
}
