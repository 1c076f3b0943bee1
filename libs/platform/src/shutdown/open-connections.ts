import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';

/** Knows every connection of a server and which of them carry a request. */
export class OpenConnections {
  private readonly busy = new Map<Socket, number>();

  /** Watches a server from before its first connection. */
  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.busy.set(socket, 0);
      socket.once('close', () => this.busy.delete(socket));
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.count(request.socket, 1);
      response.once('close', () => this.count(request.socket, -1));
    });
  }

  /** Ends those that carry no request: kept ones, silent ones, and those whose request never came in full. */
  endIdle(): void {
    for (const [socket, requests] of this.busy) if (requests === 0) socket.destroy();
  }

  private count(socket: Socket, change: number): void {
    const requests = this.busy.get(socket);
    if (requests !== undefined) this.busy.set(socket, requests + change);
  }
}
