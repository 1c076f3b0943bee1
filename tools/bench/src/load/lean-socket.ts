import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { BenchError } from '../bench.error';

/** What is at the other end of a socket, and how it is asked to be let in. */
export interface Door {
  readonly url: string;
  readonly path: string;
  /** Said as Socket.IO's `auth`. */
  readonly auth?: object;
}

const ping = 0x32;
const pong = '3';
const [event, acknowledgement] = ['42', '43'];

/** The head of a frame of the client: text, masked with nothing. */
function framed(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  if (length > 65_535) throw new RangeError('A lean socket sends short messages');
  const head = length < 126 ? [0x81, 0x80 | length] : [0x81, 0xfe, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]);
}

/**
 * As little of a Socket.IO client as a benchmark can do with that shares the machine with what it measures: one
 * WebSocket, text alone, no reconnecting.
 */
export class LeanSocket {
  private rest: Buffer = Buffer.alloc(0);
  private acknowledged = new Map<number, (text: string) => void>();
  private asked = 0;
  private isUpgraded = false;
  /** Called with the text of each event that comes: `["name",{…}]`. */
  onEvent: (text: () => string) => void = () => undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly door: Door,
    private readonly opened: (error?: Error) => void,
  ) {
    socket.on('data', (bytes: Buffer) => this.receive(bytes));
    socket.on('error', (error) => opened(error));
    socket.on('close', () => opened(new BenchError('A socket was closed before it was open')));
  }

  /** Resolves when the server has let it in. */
  static open(door: Door): Promise<LeanSocket> {
    const { hostname, port, host } = new URL(door.url);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      const opened = (error?: Error) => (error ? reject(error) : resolve(lean));
      const lean = new LeanSocket(socket, door, opened);
      const key = randomBytes(16).toString('base64');
      socket.write(
        `GET ${door.path}/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\n` +
          `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
      );
    });
  }

  get isOpen(): boolean {
    return this.socket.readyState === 'open';
  }

  emit(name: string, data: unknown): void {
    this.write(`${event}${JSON.stringify([name, data])}`);
  }

  /** Resolves with what it was acknowledged with. */
  ask<Answer>(name: string, data: unknown): Promise<Answer> {
    const id = this.asked++;
    this.write(`${event}${id}${JSON.stringify([name, data])}`);
    return new Promise((resolve) =>
      this.acknowledged.set(id, (text) => resolve((JSON.parse(text) as [Answer])[0])),
    );
  }

  close(): void {
    this.socket.destroy();
  }

  private write(text: string): void {
    this.socket.write(framed(text));
  }

  private receive(bytes: Buffer): void {
    this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    if (!this.isUpgraded && !this.takeHead()) return;
    let at = 0;
    for (;;) {
      const left = this.rest.length - at;
      const short = left < 2 ? 0 : (this.rest[at + 1] as number) & 127;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (left < head) break;
      const length =
        short < 126 ? short : short === 126 ? this.rest.readUInt16BE(at + 2) : this.rest.readUInt32BE(at + 6);
      if (left < head + length) break;
      this.take(this.rest.subarray(at + head, at + head + length));
      at += head + length;
    }
    this.rest = this.rest.subarray(at);
  }

  private takeHead(): boolean {
    const end = this.rest.indexOf('\r\n\r\n');
    if (end < 0) return false;
    const head = this.rest.toString('latin1', 0, end);
    this.rest = this.rest.subarray(end + 4);
    this.isUpgraded = head.includes(' 101 ');
    if (!this.isUpgraded) this.opened(new BenchError(`A socket was answered\n${head}`));
    return this.isUpgraded;
  }

  private take(payload: Buffer): void {
    if (payload[0] === ping) return this.write(pong);
    const kind = payload.toString('latin1', 0, 2);
    if (kind === event) return this.onEvent(() => payload.toString('utf8', 2));
    if (kind === acknowledgement) return this.acknowledge(payload.toString('utf8', 2));
    if (kind === '0{') return this.write(`40${this.door.auth ? JSON.stringify(this.door.auth) : ''}`);
    if (kind === '40') return this.opened();
    if (kind === '44') this.opened(new BenchError(`A socket was refused: ${payload.toString()}`));
  }

  private acknowledge(text: string): void {
    const start = text.indexOf('[');
    const id = Number(text.slice(0, start));
    this.acknowledged.get(id)?.(text.slice(start));
    this.acknowledged.delete(id);
  }
}
