import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { type Socket } from 'node:net';
import { type Duplex } from 'node:stream';
import { answerInstead } from './answer-instead';
import { type Drain } from '../shutdown/drain.service';
import { type FrontDoor } from './front-door';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Stands between node's server and the framework, and sends each request through the door that takes it. */
export class DoorKeeper {
  private door: FrontDoor | undefined;
  private drain: Drain | undefined;

  /** From here on the door is asked; before, there is no application and nothing listens. */
  open(door: FrontDoor, drain: Drain): void {
    this.door = door;
    this.drain = drain;
  }

  /** The server a framework asks for; it hands over a handler for what no door takes. */
  createServer(options: ServerOptions, handler: Handler): Server {
    const server = createServer(options);
    server.on('request', (request, response) => this.serve(request, response, handler));
    // Counted like any other request; whether it is told to go on is for who answers it to say.
    server.on('checkContinue', (request, response) => server.emit('request', request, response));
    server.on('upgrade', (request, socket: Socket, head) => {
      if (this.door?.switches(request.url ?? '')) this.door.upgrade(request, socket, head);
      else if (hasBody(request)) refuse(server, 'BODY_IN_NO_PROTOCOL', socket);
      else server.emit('request', request, answerInstead(request, socket));
    });
    // Node would answer the first without a body, and the second not at all.
    server.on('checkExpectation', ({ socket }) => refuse(server, 'EXPECTATION', socket));
    server.on('connect', (_request, socket) => refuse(server, 'CONNECT', socket));
    return server;
  }

  private serve(request: IncomingMessage, response: ServerResponse, handler: Handler): void {
    const doorstep = this.drain?.doorstep;
    if (doorstep) void doorstep.then(() => this.hand(request, response, handler));
    else this.hand(request, response, handler);
  }

  private hand(request: IncomingMessage, response: ServerResponse, handler: Handler): void {
    if (this.door?.takes(request.url ?? '')) return this.door.serve(request, response);
    if (request.headers.expect !== undefined) response.writeContinue();
    handler(request, response);
  }
}

const refuse = (server: Server, code: string, socket: Duplex): void =>
  void server.emit('clientError', Object.assign(new Error(code), { code }), socket);

/** Node reads no body of a request that wants another protocol. */
const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
