import { connect, type Socket } from 'node:net';
import { BenchError } from '../bench.error';

/** An answer, as far as a benchmark looks at it. */
export interface LeanAnswer {
  readonly status: number;
  readonly text: string;
  readonly ms: number;
}

interface Waiting {
  readonly since: number;
  readonly resolve: (answer: LeanAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** One connection that is kept, for one request at a time. */
class LeanConnection {
  private readonly socket: Socket;
  private waiting: Waiting | undefined;
  private received = '';

  constructor(port: number) {
    this.socket = connect({ host: '127.0.0.1', port, noDelay: true }).setEncoding('latin1');
    this.socket.on('data', (text: string) => this.receive(text));
    this.socket.on('error', (error) => this.waiting?.reject(error));
    this.socket.on('close', () => this.waiting?.reject(new BenchError('A connection was closed')));
  }

  get isOpen(): boolean {
    return !this.socket.destroyed;
  }

  ask(text: string): Promise<LeanAnswer> {
    return new Promise((resolve, reject) => {
      this.waiting = { since: performance.now(), resolve, reject };
      this.socket.write(text);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(text: string): void {
    this.received += text;
    const end = this.received.indexOf('\r\n\r\n');
    const length = /\r\ncontent-length: (\d+)\r\n/i.exec(this.received.slice(0, end + 2))?.[1];
    if (end < 0 || length === undefined || this.received.length < end + 4 + Number(length)) return;
    const answer = { status: Number(this.received.slice(9, 12)), text: this.received.slice(end + 4) };
    const { since, resolve } = this.waiting as Waiting;
    [this.received, this.waiting] = ['', undefined];
    resolve({ ...answer, ms: performance.now() - since });
  }
}

/**
 * As little of HTTP as a benchmark can do with whose client shares the machine with what it measures: Node's own takes
 * several times as much. Knows answers in ASCII with a content-length, and as many connections as requests at once.
 */
export class LeanClient {
  private readonly port: number;
  private readonly idle: LeanConnection[] = [];

  constructor(url: string) {
    this.port = Number(new URL(url).port);
  }

  get(path: string, token: string): Promise<LeanAnswer> {
    return this.ask(`GET ${path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${token}\r\n\r\n`);
  }

  post(path: string, body: unknown): Promise<LeanAnswer> {
    const text = JSON.stringify(body);
    const head = `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${text.length}`;
    return this.ask(`${head}\r\n\r\n${text}`);
  }

  close(): void {
    this.idle.forEach((connection) => connection.close());
  }

  private async ask(text: string): Promise<LeanAnswer> {
    let connection = this.idle.pop();
    while (connection && !connection.isOpen) connection = this.idle.pop();
    connection ??= new LeanConnection(this.port);
    const answer = await connection.ask(text);
    this.idle.push(connection);
    return answer;
  }
}
