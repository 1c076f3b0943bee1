import { Injectable } from '@nestjs/common';
import { type IceServersWire } from '@secureconnect/contracts';
import { IceServers } from '../ice/ice-servers';
import { isIn, isOver, participantOf } from '../machine/standing';
import { type CallCommand } from './call-command';
import { CallRefusedError } from './call-refused.error';
import { VisibleCalls } from './visible-calls';

/** Servers to find a way through, for who is in the call now. */
@Injectable()
export class FindIceServers {
  constructor(
    private readonly visible: VisibleCalls,
    private readonly ice: IceServers,
  ) {}

  async execute({ caller: { userId }, callId }: CallCommand): Promise<IceServersWire> {
    const call = await this.visible.require(callId, userId);
    if (isOver(call)) throw new CallRefusedError('call_ended');
    const herself = participantOf(call, userId);
    if (!herself || !isIn(herself)) throw new CallRefusedError('not_in_call');
    return this.ice.for(userId, callId);
  }
}
