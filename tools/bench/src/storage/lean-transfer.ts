import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { BenchError } from '../bench.error';

/** A request as a benchmark writes it: what follows the head is so many bytes of one piece, over and over. */
export interface Transfer {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Written before and after the bytes, as a form has it. */
  readonly around?: readonly [string, string];
  readonly bytes?: number;
}

/** What came back. */
export interface Transferred {
  readonly head: string;
  readonly status: number;
  /** The beginning of the body. */
  readonly text: string;
  readonly bodyBytes: number;
  readonly firstByteMs: number;
  readonly ms: number;
}

const piece = Buffer.alloc(262_144, 'the bytes of a file ');
const mostText = 2_000;

/** One kept connection over which files go with as little of HTTP as there is: Node's own client would be measured too. */
export class LeanTransfer {
  private readonly socket: Socket;

  constructor(url: string) {
    this.socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), noDelay: true });
    this.socket.on('error', () => undefined); // Whoever waits for an answer hears of the end.
  }

  /** The other side has ended it, as a server does where nothing is asked for a minute. */
  get isOver(): boolean {
    return this.socket.readableEnded || this.socket.destroyed;
  }

  /** Resolves when the whole answer came; knows answers with a content-length, and those without a body. */
  async run(transfer: Transfer): Promise<Transferred> {
    const since = performance.now();
    const answer = this.answer(since);
    await this.write(transfer);
    const { status, text } = await answer;
    if (status >= 400) throw new BenchError(`${transfer.method} ${transfer.path}: ${status} ${text}`);
    return answer;
  }

  close(): void {
    this.socket.destroy();
  }

  private async write({ method, path, headers, around = ['', ''], bytes = 0 }: Transfer): Promise<void> {
    const length = bytes + around[0].length + around[1].length;
    const all = { host: 'a', ...headers, ...(length > 0 && { 'content-length': `${length}` }) };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    this.socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${around[0]}`);
    for (let left = bytes; left > 0; left -= Math.min(left, piece.length))
      if (!this.socket.write(piece.subarray(0, left))) await once(this.socket, 'drain');
    if (around[1]) this.socket.write(around[1]);
  }

  private answer(since: number): Promise<Transferred> {
    const { socket } = this;
    return new Promise((resolve, reject) => {
      const reading = new AnswerReading(since);
      const closed = () => reject(new BenchError(`A connection was closed after ${reading.head}`));
      const read = (chunk: Buffer) => {
        const done = reading.take(chunk);
        if (!done) return;
        socket.off('data', read).off('close', closed);
        resolve(done);
      };
      socket.on('data', read).on('close', closed);
    });
  }
}

/** An answer as it comes in. */
class AnswerReading {
  head = '';
  private text = '';
  private bodyBytes = 0;
  private length = -1;
  private firstByteMs = 0;

  constructor(private readonly since: number) {}

  take(chunk: Buffer): Transferred | undefined {
    const body = this.length < 0 ? this.takeHead(chunk) : chunk;
    if (body && body.length > 0) {
      if (this.bodyBytes === 0) this.firstByteMs = performance.now() - this.since;
      if (this.text.length < mostText) this.text += body.toString('latin1', 0, mostText);
      this.bodyBytes += body.length;
    }
    if (this.length < 0 || this.bodyBytes < this.length) return undefined;
    const { head, text, bodyBytes, firstByteMs } = this;
    const status = Number(head.slice(9, 12));
    return { head, status, text, bodyBytes, firstByteMs, ms: performance.now() - this.since };
  }

  private takeHead(chunk: Buffer): Buffer | undefined {
    const before = this.head.length;
    const whole = this.head + chunk.toString('latin1');
    const end = whole.indexOf('\r\n\r\n');
    this.head = end < 0 ? whole : whole.slice(0, end + 2);
    if (end < 0) return undefined;
    this.length = Number(/\r\ncontent-length: (\d+)\r\n/i.exec(this.head)?.[1] ?? 0);
    return chunk.subarray(end + 4 - before);
  }
}
