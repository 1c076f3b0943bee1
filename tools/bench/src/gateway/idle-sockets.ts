import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchError } from '../bench.error';

const path = '/ws/chat/?EIO=4&transport=websocket';
const atOnce = 50;

/** Sockets that are opened and then say nothing. */
export class IdleSockets {
  private readonly open: Socket[] = [];

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Opens so many; rejects where one is refused. */
  async grow(count: number): Promise<void> {
    const left = { count };
    const worker = async (): Promise<void> => {
      while (left.count-- > 0) this.open.push(await this.one());
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  }

  /** How many are still open. */
  get count(): number {
    return this.open.filter(({ readyState }) => readyState === 'open').length;
  }

  async close(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await sleep(500);
  }

  private async one(): Promise<Socket> {
    const { host, hostname, port } = new URL(this.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined); // One that was lost is missed when they are counted.
    const head = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`;
    const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n';
    socket.write(`${head}${key}Authorization: Bearer ${this.token}\r\n\r\n`);
    const [first] = (await once(socket, 'data')) as [Buffer];
    if (!first.includes(' 101 ')) throw new BenchError(`A socket was answered\n${first.toString()}`);
    return socket;
  }
}
