import { Injectable } from '@nestjs/common';
import { type OwnCallWire } from '@secureconnect/contracts';
import { IceServers } from '../ice/ice-servers';
import { type Call } from '../machine/call';
import { callWireOf } from './call-wire';

/** A call as it is answered to somebody who is in it now, with what she needs to connect. */
@Injectable()
export class OwnCalls {
  constructor(private readonly ice: IceServers) {}

  wireOf(call: Call, userId: string): OwnCallWire {
    const servers = this.ice.for(userId, call.id);
    const wire = callWireOf(call);
    return { call_id: call.id, state: call.state, expires_at: wire.expires_at, ...servers, call: wire };
  }
}
