import { Injectable } from '@nestjs/common';
import { closeCodes } from '../frames/frame.error';
import { type LetIn } from '../gate/let-in';
import { type ProxiedSocket } from '../pair/proxied-socket';
import { SocketMetrics } from '../socket-metrics.service';
import { type SocketRoute } from '../socket-route';
import { LiveSockets } from './live-sockets';
import { RevokedSockets } from './revoked-sockets.service';
import { WebSocketConnection } from './web-socket-connection';

/** The WebSockets whose client is known: found when something is revoked, forgotten when they close. */
@Injectable()
export class OpenSockets {
  constructor(
    private readonly live: LiveSockets,
    private readonly revoked: RevokedSockets,
    private readonly metrics: SocketMetrics,
  ) {}

  /**
   * Lets the client speak to the service, unless it was revoked in this very moment, or others of hers came first.
   * `isFollower`: it takes over from one that is counted already.
   */
  add(pair: ProxiedSocket, { caller, held }: LetIn, route: SocketRoute, isFollower: boolean): void {
    if (pair.isOver) return;
    if (!isFollower && !this.live.hasRoomFor(caller)) return pair.close(closeCodes.policy);
    const connection = new WebSocketConnection(caller, pair);
    this.live.add(connection);
    this.metrics.opened(route, 'websocket');
    pair.client.once('close', () => {
      this.live.remove(connection);
      this.metrics.closed(route, 'websocket');
    });
    if (!this.revoked.cutIfRevoked(connection)) pair.open(held);
  }
}
