import { type INestApplicationContext, Logger } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { type MessageMappingProperties } from '@nestjs/websockets';
import { mostEventBytes } from '@secureconnect/contracts';
import { type IncomingMessage } from 'node:http';
import { type Server, type ServerOptions, type Socket } from 'socket.io';
import { type RequestAddresses } from '../addresses/request-addresses';
import { HandshakeAddresses } from './handshake-addresses';
import { hearEvents } from './hear-events';

/** A browser always says where it comes from; a client that says nothing is not one, and needs no permission. */
function isAllowed(request: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || origins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Socket.IO beside the HTTP server: bounded messages, known origins, nothing served that is not asked for. */
export class SocketServerAdapter extends IoAdapter {
  private readonly addresses: HandshakeAddresses;
  private readonly faults = new Logger('Sockets');

  constructor(
    app: INestApplicationContext,
    private readonly origins: readonly string[],
    addresses: RequestAddresses,
  ) {
    super(app);
    this.addresses = new HandshakeAddresses(addresses);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server: Server = super.createIOServer(port, {
      ...(options as ServerOptions),
      serveClient: false,
      maxHttpBufferSize: mostEventBytes,
      connectTimeout: 10_000,
      perMessageDeflate: false,
      cors: this.origins.length > 0 ? { origin: [...this.origins], credentials: true } : undefined,
      allowRequest: (request, answer) => {
        void this.faultOf(request).then((fault) => answer(fault, fault === undefined));
      },
    });
    this.addresses.follow(server);
    return server;
  }

  /** Nest makes several observables of each event a socket might send, for each socket: most of the memory a socket takes. */
  override bindMessageHandlers(socket: Socket, handlers: MessageMappingProperties[]): void {
    hearEvents(socket, handlers, (error) => this.faults.error(error));
  }

  private faultOf(request: IncomingMessage): Promise<string | undefined> {
    return isAllowed(request, this.origins)
      ? this.addresses.faultOf(request)
      : Promise.resolve('origin_not_allowed');
  }
}

/** Makes the Socket.IO server of a service. */
export type SocketAdapter = new (
  app: INestApplicationContext,
  origins: readonly string[],
  addresses: RequestAddresses,
) => SocketServerAdapter;
