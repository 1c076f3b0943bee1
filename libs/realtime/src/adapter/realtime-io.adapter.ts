import { type INestApplicationContext } from '@nestjs/common';
import { RequestAddresses, SocketServerAdapter } from '@secureconnect/platform';
import { type Namespace, type Server, type ServerOptions } from 'socket.io';
import { Backplane } from '../backplane/backplane';
import { BackplaneAdapter } from './backplane.adapter';
import { shareWrites } from './shared-writes';

/** Socket.IO whose instances reach each other whatever Redis does: `app.useWebSocketAdapter(new RealtimeIoAdapter(app))`. */
export class RealtimeIoAdapter extends SocketServerAdapter {
  private readonly backplane: Backplane;

  constructor(
    app: INestApplicationContext,
    origins: readonly string[] = [],
    addresses = app.get(RequestAddresses, { strict: false }),
  ) {
    super(app, origins, addresses);
    this.backplane = app.get(Backplane, { strict: false });
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const { backplane } = this;
    // Socket.IO makes one for each namespace, with `new`, which an arrow function does not take.
    function adapter(nsp: Namespace): BackplaneAdapter {
      return new BackplaneAdapter(nsp, backplane);
    }
    const server = super.createIOServer(port, { ...(options as ServerOptions), adapter });
    shareWrites(server);
    return server;
  }
}
