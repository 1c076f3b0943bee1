import { Injectable } from '@nestjs/common';
import { type OwnCallWire } from '@secureconnect/contracts';
import { deviceOf } from '@secureconnect/identity';
import { ConversationUnknownError } from '../conversations/conversation-unknown.error';
import { Conversations } from '../conversations/conversations.port';
import { type Call } from '../machine/call';
import { isLive, participantOf } from '../machine/standing';
import { type CallCommand } from './call-command';
import { ChangeCall } from './change-call.port';
import { OwnCalls } from './own-calls';
import { VisibleCalls } from './visible-calls';

/** Comes into a call: as who was called by it, or as who is in its conversation. */
@Injectable()
export class AnswerCall {
  constructor(
    private readonly visible: VisibleCalls,
    private readonly conversations: Conversations,
    private readonly calls: ChangeCall,
    private readonly own: OwnCalls,
  ) {}

  async execute({
    caller,
    callId,
    kind,
  }: CallCommand & { readonly kind: 'accept' | 'join' }): Promise<OwnCallWire> {
    const { userId } = caller;
    const seen = await this.visible.require(callId, userId);
    if (kind === 'join') await this.requireMember(seen, userId);
    const call = await this.calls.apply(callId, { kind, userId, device: deviceOf(caller) });
    return this.own.wireOf(call, userId);
  }

  /** Whoever is in it, or is called, was let in by chat a moment ago; that she still may be there is watched. */
  private async requireMember(call: Call, userId: string): Promise<void> {
    const herself = participantOf(call, userId);
    if (!herself || isLive(herself)) return;
    if (!(await this.conversations.find(call.conversationId, userId))) throw new ConversationUnknownError('');
  }
}
