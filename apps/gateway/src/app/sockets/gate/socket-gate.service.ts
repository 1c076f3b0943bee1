import { Inject, Injectable } from '@nestjs/common';
import { type Caller } from '@secureconnect/identity';
import { SocketAdmission } from '../entrance/socket-admission.service';
import { SocketRefusals } from '../entrance/socket-refusals.service';
import { type Visit } from '../entrance/visit';
import { closeCodes, FrameError } from '../frames/frame.error';
import { textFrame } from '../frames/server-frame';
import { LiveSockets } from '../live/live-sockets';
import { type ProxiedSocket } from '../pair/proxied-socket';
import { SOCKET_TIMES, type SocketTimes } from '../socket.options';
import { SocketMetrics } from '../socket-metrics.service';
import { connectError, type ConnectPacket } from './engine-packet';
import { firstRequest } from './first-request';
import { type LetIn } from './let-in';
import { NeverAskedError } from './never-asked.error';

/** Where a client that showed no token with its request waits until it shows one. */
@Injectable()
export class SocketGate {
  constructor(
    private readonly admission: SocketAdmission,
    private readonly live: LiveSockets,
    private readonly refusals: SocketRefusals,
    private readonly metrics: SocketMetrics,
    @Inject(SOCKET_TIMES) private readonly times: SocketTimes,
  ) {}

  /**
   * Who it is, and undefined once the socket was closed. `elsewhere` resolves where the client becomes known by another
   * road, as one that polls beside.
   */
  async pass(
    pair: ProxiedSocket,
    head: Buffer,
    visit: Visit,
    elsewhere?: Promise<Caller>,
  ): Promise<LetIn | undefined> {
    try {
      const first = await firstRequest(pair, head, this.times.silentMs, elsewhere);
      if ('caller' in first) return first;
      const caller = await this.callerOf(pair, first.asked, visit);
      return caller && { caller, held: first.held };
    } catch (error) {
      this.close(pair, error, visit);
      return undefined;
    }
  }

  private async callerOf(
    pair: ProxiedSocket,
    { namespace, token }: ConnectPacket,
    visit: Visit,
  ): Promise<Caller | undefined> {
    try {
      const caller = await this.admission.callerOf(token, visit);
      this.live.checkRoomFor(caller);
      return caller;
    } catch (error) {
      pair.say(textFrame(connectError(namespace, this.refusals.bodyOf(error, visit.requestId))));
      pair.close(closeCodes.policy);
      return undefined;
    }
  }

  /** Whatever a stranger's bytes bring about ends her socket, and nobody else's. */
  private close(pair: ProxiedSocket, error: unknown, { requestId }: Visit): void {
    if (error instanceof NeverAskedError) this.metrics.refused(`client_${error.how}`);
    else if (error instanceof FrameError) this.metrics.refused('malformed_frames');
    else this.refusals.bodyOf(error, requestId);
    pair.close(error instanceof FrameError ? error.closeCode : closeCodes.policy);
  }
}
