import { type INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { type IncomingMessage } from 'node:http';
import { type Server, type ServerOptions } from 'socket.io';

const sixtyFourKibibytes = 65_536;

/** A browser always says where it comes from; a client that says nothing is not one, and needs no permission. */
function isAllowed(request: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || origins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Socket.IO beside the HTTP server: bounded messages, known origins, nothing served that is not asked for. */
export class SocketServerAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly origins: readonly string[],
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server: Server = super.createIOServer(port, {
      ...(options as ServerOptions),
      serveClient: false,
      maxHttpBufferSize: sixtyFourKibibytes,
      connectTimeout: 10_000,
      perMessageDeflate: false,
      cors: this.origins.length > 0 ? { origin: [...this.origins], credentials: true } : undefined,
      allowRequest: (request, answer) => {
        const allowed = isAllowed(request, this.origins);
        answer(allowed ? null : 'origin_not_allowed', allowed);
      },
    });
    return server;
  }
}
