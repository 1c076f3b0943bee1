import { AbstractConnector } from 'ioredis';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';

interface SocketOptions {
  readonly host: string;
  readonly port: number;
  readonly tls?: ConnectionOptions;
}

/** Opens the socket, and destroys it instead of saying goodbye to a server that may not listen. */
export class SocketConnector extends AbstractConnector {
  private readonly options: SocketOptions;
  private socket: Socket | TLSSocket | undefined;

  constructor(options: unknown) {
    super(0);
    this.options = options as SocketOptions;
  }

  override async connect(): Promise<Socket | TLSSocket> {
    const { host, port, tls } = this.options;
    const socket = tls ? connectTls({ host, port, ...tls }) : connect({ host, port });
    socket.once('error', (error: Error) => (this.firstError = error));
    this.socket = socket;
    return socket;
  }

  /** A reset throws away what we have not sent yet; Node offers none for TLS, whose rest the fence makes harmless. */
  override disconnect(): void {
    if (this.options.tls) this.socket?.destroy();
    else if (this.socket) reset(this.socket);
  }
}

/**
 * Node cannot reset a socket in the moment its FIN is on its way, as after that of a server that says goodbye, and then
 * never closes it: the client would wait for that end for ever.
 */
function reset(socket: Socket): void {
  const isEnding = socket.writableEnded && !socket.writableFinished && socket.writableLength === 0;
  if (isEnding) socket.once('finish', () => socket.resetAndDestroy());
  else socket.resetAndDestroy();
}
