import { Injectable } from '@nestjs/common';
import { type CallWire } from '@secureconnect/contracts';
import { Conversations } from '../conversations/conversations.port';
import { type Call } from '../machine/call';
import { type CallCommand } from './call-command';
import { CallRefusedError } from './call-refused.error';
import { callWireOf } from './call-wire';
import { ChangeCall } from './change-call.port';
import { VisibleCalls } from './visible-calls';

/** Ends a call for all, or has somebody out of it for good. */
@Injectable()
export class RuleCall {
  constructor(
    private readonly visible: VisibleCalls,
    private readonly conversations: Conversations,
    private readonly calls: ChangeCall,
  ) {}

  /** `target`: who is to be out of it; for all it ends where nobody is named. */
  async execute({
    caller: { userId },
    callId,
    target,
  }: CallCommand & { readonly target?: string }): Promise<CallWire> {
    const call = await this.visible.require(callId, userId);
    const apply = (mayRule: boolean) =>
      this.calls.apply(
        callId,
        target === undefined ? { kind: 'end', userId, mayRule } : { kind: 'kick', userId, mayRule, target },
      );
    try {
      return callWireOf(await apply(false));
    } catch (error) {
      // Most may without ruling: chat is asked, and has to be there, for who may not.
      if (!(error instanceof CallRefusedError) || error.code !== 'not_allowed') throw error;
      if (!(await this.rules(call, userId))) throw error;
      return callWireOf(await apply(true));
    }
  }

  private async rules({ conversationId }: Call, userId: string): Promise<boolean> {
    const conversation = await this.conversations.find(conversationId, userId);
    return conversation?.role === 'owner' || conversation?.role === 'admin';
  }
}
