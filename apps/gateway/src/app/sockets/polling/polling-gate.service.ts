import { Injectable } from '@nestjs/common';
import { type ErrorBody } from '@secureconnect/contracts';
import { NotAuthenticatedError } from '@secureconnect/identity';
import { SocketAdmission } from '../entrance/socket-admission.service';
import { SocketRefusals } from '../entrance/socket-refusals.service';
import { type Visit } from '../entrance/visit';
import { connectError, type ConnectPacket } from '../gate/engine-packet';
import { requestIn } from './packets';
import { type PolledSocket } from './polled-socket';
import { PolledSockets } from './polled-sockets.service';

/** Lets the packets of one that polls go on once it is known whose they are. */
@Injectable()
export class PollingGate {
  constructor(
    private readonly admission: SocketAdmission,
    private readonly polls: PolledSockets,
    private readonly refusals: SocketRefusals,
  ) {}

  /** False where they do not go on: then the poll is told why. Rejects with 401 where nobody asked to be let in. */
  async lets(polled: PolledSocket, body: Buffer, visit: Visit): Promise<boolean> {
    if (polled.isSilent) return false;
    if (polled.owned) return true;
    const request = requestIn(body.toString());
    if (request === undefined) return true;
    if (request === 'forbidden') throw new NotAuthenticatedError('');
    const refusal = await this.refusalOf(polled, request, visit);
    if (refusal) polled.end(connectError(request.namespace, refusal));
    return !polled.isSilent;
  }

  private async refusalOf(
    polled: PolledSocket,
    { token }: ConnectPacket,
    visit: Visit,
  ): Promise<ErrorBody | undefined> {
    try {
      const caller = await this.admission.callerOf(token, visit);
      // Another request of the same session may have been quicker.
      if (!polled.owned) this.polls.own(polled, caller);
      return undefined;
    } catch (error) {
      return this.refusals.bodyOf(error, visit.requestId);
    }
  }
}
