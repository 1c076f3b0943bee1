import { Injectable } from '@nestjs/common';
import { Conversations } from '../conversations/conversations.port';
import { type Call } from '../machine/call';
import { participantOf } from '../machine/standing';
import { CallRecord } from './call-record.port';
import { CallUnknownError } from './call-unknown.error';

/** Which calls somebody may see: those she is or was in, or was called by, and those in conversations of hers. */
@Injectable()
export class VisibleCalls {
  constructor(
    private readonly record: CallRecord,
    private readonly conversations: Conversations,
  ) {}

  /** Rejects with `CallUnknownError` where she may not see it. */
  async require(callId: string, userId: string): Promise<Call> {
    const call = await this.record.find(callId);
    if (!call) throw new CallUnknownError('');
    if (participantOf(call, userId)) return call;
    if (!(await this.conversations.find(call.conversationId, userId))) throw new CallUnknownError('');
    return call;
  }
}
