import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';

/** Knows every connection of a server, which of them carry a request, and when the last one came. */
export class OpenConnections {
  private readonly busy = new Map<Socket, number>();
  private idleBefore = new Set<Socket>();
  private lastCame = 0;

  /** Watches a server from before its first connection. */
  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.lastCame = performance.now();
      this.busy.set(socket, 0);
      socket.once('close', () => this.busy.delete(socket));
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.count(request.socket, 1);
      response.once('close', () => this.count(request.socket, -1));
    });
  }

  /** How many there are, and how many requests are under way on them. */
  get counts(): { readonly connections: number; readonly requests: number } {
    let requests = 0;
    for (const underWay of this.busy.values()) requests += underWay;
    return { connections: this.busy.size, requests };
  }

  /** How long no new connection has come. */
  get quietMs(): number {
    return performance.now() - this.lastCame;
  }

  /**
   * Ends those that carry no request and carried none the last time: kept ones, silent ones, and those whose request
   * never came in full. Idle once may only mean that its request is still on its way.
   */
  endIdle(): void {
    const idle = new Set<Socket>();
    for (const [socket, requests] of this.busy) if (requests === 0) idle.add(socket);
    for (const socket of idle) if (this.idleBefore.has(socket)) socket.destroy();
    this.idleBefore = idle;
  }

  private count(socket: Socket, change: number): void {
    const requests = this.busy.get(socket);
    if (requests === undefined) return;
    this.busy.set(socket, requests + change);
    this.idleBefore.delete(socket);
  }
}
