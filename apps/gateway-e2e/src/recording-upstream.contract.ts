import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as a service behind the gateway saw it. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A small service behind the gateway that keeps what arrives; what it answers, and whether, is for a test to say. */
export class RecordingUpstream {
  readonly arrived: Arrived[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((request, response) => {
    if (request.url === '/health/ready') return void this.ready(request, response);
    void text(request).then(
      (body) => this.record(request, body) && this.answer(request, response),
      () => undefined, // The gateway went before the request was whole: it is none.
    );
  });
  private port = 0;
  answer: RequestListener = RecordingUpstream.ok;
  ready: RequestListener = RecordingUpstream.ok;

  static readonly ok: RequestListener = (_request, response) => void response.end('{"ok":true}');
  /** Says nothing, as what hangs does. */
  static readonly silent: RequestListener = () => undefined;

  private constructor(readonly name: string) {
    this.server.keepAliveTimeout = 60_000;
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  static async start(name: string): Promise<RecordingUpstream> {
    const upstream = new RecordingUpstream(name);
    await upstream.listen();
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What arrived last; undefined where nothing did. */
  get last(): Arrived | undefined {
    return this.arrived.at(-1);
  }

  /** Is back where it was. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Goes as a process does that is killed: nobody listens any more, and every connection is reset. */
  async die(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.resetAndDestroy();
    await closed;
  }

  private record(request: IncomingMessage, body: string): true {
    const { method = '', url = '', headers } = request;
    this.arrived.push({ method, url, headers, body });
    return true;
  }
}
