import { Injectable } from '@nestjs/common';
import { type CallType, type ErrorCode, type OwnCallWire } from '@secureconnect/contracts';
import { type Caller, deviceOf } from '@secureconnect/identity';
import { type CallableConversation, Conversations } from '../conversations/conversations.port';
import { ConversationUnknownError } from '../conversations/conversation-unknown.error';
import { type Call } from '../machine/call';
import { isCalled, isIn, participantOf } from '../machine/standing';
import { CallBeginnings } from './call-beginnings.service';
import { CallRecordAdapter } from './call-record.adapter';
import { CallRefusedError } from './call-refused.error';
import { CalleeBusyError } from './callee-busy.error';
import { ChangeCall } from './change-call.port';
import { NobodyToCallError } from './nobody-to-call.error';
import { OwnCalls } from './own-calls';

/** Who calls where, and how. */
export interface CallOrder {
  readonly caller: Pick<Caller, 'userId' | 'sessionId'>;
  readonly conversationId: string;
  readonly type: CallType;
}

/** A call, and whether it began just now. */
export interface InitiatedCall {
  readonly call: OwnCallWire;
  readonly isNew: boolean;
}

/** What is refused because the call was another one by then: how it is now decides. */
const passing: ReadonlySet<ErrorCode> = new Set(['call_ended', 'answered_elsewhere', 'not_called']);
const mostTries = 5;

/** Calls all in a conversation; where a call is open there, she has that one, and answers it if she was called. */
@Injectable()
export class InitiateCall {
  constructor(
    private readonly conversations: Conversations,
    private readonly record: CallRecordAdapter,
    private readonly beginnings: CallBeginnings,
    private readonly calls: ChangeCall,
    private readonly own: OwnCalls,
  ) {}

  async execute(order: CallOrder): Promise<InitiatedCall> {
    const { caller, conversationId } = order;
    const conversation = await this.conversations.find(conversationId, caller.userId);
    if (!conversation) throw new ConversationUnknownError('');
    if (conversation.others.length === 0) throw new NobodyToCallError('');
    for (let tries = 0; tries < mostTries; tries += 1) {
      const open = await this.record.openIn(conversationId);
      const call = open ? await this.enter(open, order) : await this.begin(conversation, order);
      if (call) return { call: this.own.wireOf(call, caller.userId), isNew: !open };
    }
    // Calls begin and end here faster than one can be had.
    throw new CallRefusedError('conflict');
  }

  /** Undefined: somebody else has begun one meanwhile. */
  private async begin(
    conversation: CallableConversation,
    { caller, type }: CallOrder,
  ): Promise<Call | undefined> {
    const { userId: callerId } = caller;
    const answerOf = (call: Call) => this.own.wireOf(call, callerId);
    const device = deviceOf(caller);
    const begun = await this.beginnings.begin({ conversation, callerId, device, type, answerOf });
    if (begun?.state === 'busy') throw new CalleeBusyError(begun.id);
    return begun;
  }

  /** Undefined: it is another one by now. */
  private async enter(open: Call, { caller }: CallOrder): Promise<Call | undefined> {
    const { userId } = caller;
    const herself = participantOf(open, userId);
    if (herself && isIn(herself)) return open;
    const kind = herself && isCalled(herself) ? 'accept' : 'join';
    try {
      return await this.calls.apply(open.id, { kind, userId, device: deviceOf(caller) });
    } catch (error) {
      if (error instanceof CallRefusedError && passing.has(error.code)) return undefined;
      throw error;
    }
  }
}
