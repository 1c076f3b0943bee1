import { Injectable } from '@nestjs/common';
import { type CallWire } from '@secureconnect/contracts';
import { callWireOf } from '../calls/call-wire';
import { type CallSocket } from '../delivery/call-socket';
import { Relay } from '../signals/relay.service';
import { LegAttachments } from './leg-attachments.service';

/** Makes a socket the leg of its user in a call, and has her given the signals she lacks. */
@Injectable()
export class ResumeCall {
  constructor(
    private readonly attachments: LegAttachments,
    private readonly relay: Relay,
  ) {}

  /** `have`: the last signal she has of each; without it she is given what nobody has passed on. */
  async execute(
    callId: string,
    socket: CallSocket,
    have?: Readonly<Record<string, string>>,
  ): Promise<CallWire> {
    const call = await this.attachments.resume(callId, socket);
    this.relay.attached(callId, socket.userId, have);
    return callWireOf(call);
  }
}
