import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';

/** Takes what begins with /ws/: upgrades, and the long polling of Socket.IO. */
export abstract class SocketDoor {
  abstract serve(request: IncomingMessage, response: ServerResponse): void;

  abstract upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}
