import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { type Caller, NotAuthenticatedError } from '@secureconnect/identity';
import { UpstreamBusyError } from '../../upstreams/upstream-busy.error';
import { bearerToken } from '../entrance/bearer-token';
import { SocketAdmission } from '../entrance/socket-admission.service';
import { type Visit } from '../entrance/visit';
import { LiveSockets } from '../live/live-sockets';
import { RevokedSockets } from '../live/revoked-sockets.service';
import { SOCKET_TIMES, type SocketTimes } from '../socket.options';
import { SocketMetrics } from '../socket-metrics.service';
import { type PolledHome, PolledSocket } from './polled-socket';

const sweepMs = 2_000;
/** About 1 KB each. */
const mostSessions = 50_000;
/** Once a WebSocket has taken over nobody polls; a poll that was under way has ended by then. */
const handedOverMs = 5_000;

/** The sessions of those who poll: each has a place of its address, and nobody else's request is part of it. */
@Injectable()
export class PolledSockets implements OnModuleInit, OnApplicationShutdown {
  private readonly sessions = new Map<string, PolledSocket>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly admission: SocketAdmission,
    private readonly live: LiveSockets,
    private readonly revoked: RevokedSockets,
    private readonly metrics: SocketMetrics,
    @Inject(SOCKET_TIMES) private readonly times: SocketTimes,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => this.sweep(), sweepMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** The session a request belongs to; rejects with 401 where it is nobody's, or another's. */
  async of(sid: string, visit: Visit): Promise<PolledSocket> {
    const { route, client, head } = visit;
    const token = bearerToken(head.authorization);
    const caller = token === undefined ? undefined : await this.admission.callerOf(token, visit);
    const polled = this.sessions.get(sid);
    const isHere = polled?.home.network === client.network && polled.home.route === route;
    const isHers = !caller || !polled?.owned || caller.userId === polled.owned.userId;
    if (!polled || !isHere || !isHers) throw new NotAuthenticatedError('');
    return polled;
  }

  /** Throws 503 where there are as many sessions as are kept: no new one pushes out another. */
  checkRoom(): void {
    if (this.sessions.size >= mostSessions) throw new UpstreamBusyError();
  }

  /** Keeps a session that a service has opened, with the place its address took for it. Throws 429 as `own`, and then keeps nothing. */
  open(home: PolledHome, caller?: Caller): void {
    if (caller) this.live.checkRoomFor(caller);
    const polled = new PolledSocket(home);
    this.sessions.set(home.sid, polled);
    if (caller) this.own(polled, caller);
  }

  /** From here on it is known whose it is. Throws 429 where she has as many sockets as she may have. */
  own(polled: PolledSocket, caller: Caller): void {
    this.live.checkRoomFor(caller);
    polled.become(caller);
    this.live.add(polled);
    this.metrics.opened(polled.home.route, 'polling');
    this.revoked.cutIfRevoked(polled);
  }

  /** It is over: its place is free, and its id is nobody's. */
  forget(polled: PolledSocket): void {
    const { sid, network } = polled.home;
    if (!this.sessions.delete(sid)) return;
    this.admission.leavePlace(network);
    this.leave(polled);
  }

  private sweep(): void {
    for (const polled of this.sessions.values()) {
      if (polled.isFollowed && polled.idleMs > handedOverMs) this.leave(polled);
      else if (this.isGone(polled)) this.forget(polled);
    }
  }

  private isGone(polled: PolledSocket): boolean {
    const { silentMs, pollMs } = this.times;
    if (polled.isFollowed) return false;
    return polled.owned ? polled.idleMs > pollMs : polled.ageMs > silentMs;
  }

  private leave(polled: PolledSocket): void {
    if (polled.owned && this.live.remove(polled)) this.metrics.closed(polled.home.route, 'polling');
  }
}
