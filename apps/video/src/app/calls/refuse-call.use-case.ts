import { Injectable } from '@nestjs/common';
import { type CallWire } from '@secureconnect/contracts';
import { type CallCommand } from './call-command';
import { callWireOf } from './call-wire';
import { ChangeCall } from './change-call.port';
import { VisibleCalls } from './visible-calls';

/** Declines a call, gives it up, or leaves it: for herself alone. */
@Injectable()
export class RefuseCall {
  constructor(
    private readonly visible: VisibleCalls,
    private readonly calls: ChangeCall,
  ) {}

  async execute({
    caller: { userId },
    callId,
    kind,
  }: CallCommand & { readonly kind: 'decline' | 'cancel' | 'leave' }): Promise<CallWire> {
    await this.visible.require(callId, userId);
    return callWireOf(await this.calls.apply(callId, { kind, userId }));
  }
}
