import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';

/** A request as a service behind the door saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

const listening = (server: Server, port: number): Promise<string> =>
  new Promise((resolve) =>
    server.listen(port, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  );

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A service behind the door: it is ready, remembers what it was asked, and answers as the spec says. */
export class BehindTheDoor {
  readonly seen: SeenRequest[] = [];
  readonly connections = new Set<Socket>();
  /** Requests that ended before they had come in full. */
  abandoned = 0;
  /** How requests are answered; the body has not been read yet. */
  answer: RequestListener = (_request, response) => void response.end('{}');
  url = '';
  private readonly server = createServer((request, response) => {
    if (request.url === '/health/ready') return void response.end('{"status":"ok"}');
    this.answer(request, response);
  });

  /** Reads the whole request, remembers it, and answers 200 with a small body unless told otherwise. */
  static async start(answer?: RequestListener, port = 0): Promise<BehindTheDoor> {
    const service = new BehindTheDoor();
    service.answer = answer ?? service.remembering();
    service.server.keepAliveTimeout = 60_000;
    service.server.on('connection', (socket) => {
      service.connections.add(socket);
      socket.on('close', () => service.connections.delete(socket));
    });
    service.url = await listening(service.server, port);
    return service;
  }

  /** Remembers requests in full and then answers. */
  remembering(
    then: RequestListener = (_request, response) => void response.end('{"ok":true}'),
  ): RequestListener {
    return (request, response) =>
      void bodyOf(request).then(
        (body) => {
          const { method = '', url = '', headers, rawHeaders } = request;
          this.seen.push({ method, url, headers, rawHeaders, body });
          response.setHeader('x-request-id', headers['x-request-id'] ?? '');
          then(request, response);
        },
        () => void (this.abandoned += 1),
      );
  }

  async close(): Promise<void> {
    for (const socket of this.connections) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
