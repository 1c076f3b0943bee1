import { createHash, randomBytes, type Hash } from 'node:crypto';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { type ByteRange } from './blob-store';
import { FileBytes } from './file-bytes';

const size = 6 * 1_048_576 + 12_345;
const bytes = randomBytes(size);

/** How somebody reads: at once, with pauses, or a part after which she leaves. */
type Pace = 'fast' | 'slow' | 'leaving';

const digestOf = (part: Buffer): string => createHash('sha256').update(part).digest('hex');

/** Reads as many answers as were asked for over one connection, one behind the other. */
class Reader {
  readonly digests: string[] = [];
  private head = Buffer.alloc(0);
  private missing = 0;
  private hash: Hash | undefined;

  take(chunk: Buffer): void {
    if (!this.hash) {
      this.head = Buffer.concat([this.head, chunk]);
      const end = this.head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const rest = this.head.subarray(end + 4);
      this.missing = Number(/content-length: (\d+)/i.exec(String(this.head.subarray(0, end)))?.[1]);
      [this.hash, this.head] = [createHash('sha256'), Buffer.alloc(0)];
      return this.take(rest);
    }
    const some = chunk.subarray(0, this.missing);
    this.hash.update(some);
    this.missing -= some.length;
    if (this.missing > 0) return;
    this.digests.push(this.hash.digest('hex'));
    this.hash = undefined;
    if (chunk.length > some.length) this.take(chunk.subarray(some.length));
  }
}

async function readAll(socket: Socket, answers: number, pace: Pace): Promise<string[]> {
  const reader = new Reader();
  let taken = 0;
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    reader.take(chunk);
    taken += chunk.length;
    if (reader.digests.length === answers) break;
    if (pace === 'leaving' && taken > size / 3) break;
    if (pace === 'slow' && Math.random() < 0.1) await sleep(Math.random() * 12);
  }
  socket.destroy();
  return reader.digests;
}

describe('a file that many are sent at once', () => {
  let app: FastifyInstance;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'file-bytes-sent-'));
    const path = join(folder, 'file');
    await writeFile(path, bytes);
    app = fastify({ forceCloseConnections: true });
    app.get<{ Querystring: Partial<Record<'first' | 'last', string>> }>(
      '/',
      async ({ query, raw }, reply) => {
        const { first, last } = query;
        const part = first === undefined ? undefined : { first: Number(first), last: Number(last) };
        const length = part ? part.last - part.first + 1 : size;
        reply.header('content-length', String(length));
        const sent = await new FileBytes(await open(path, 'r'), length, part).begin();
        raw.once('close', () => raw.socket.destroyed && sent.destroy());
        return reply.send(sent);
      },
    );
    await app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = (parts: readonly (ByteRange | undefined)[], pace: Pace) => {
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined); // Whoever leaves may be told so.
    for (const part of parts) {
      const query = part ? `?first=${part.first}&last=${part.last}` : '';
      socket.write(`GET /${query} HTTP/1.1\r\nhost: storage\r\n\r\n`);
    }
    return readAll(socket, parts.length, pace);
  };
  const somePart = (): ByteRange => {
    const first = Math.floor(Math.random() * (size / 2));
    return { first, last: first + Math.floor((Math.random() * size) / 2) };
  };

  it('is whole for each, fast or slow, in part, one behind the other, and beside those who leave', async () => {
    const paces: Pace[] = ['fast', 'slow', 'leaving', 'slow', 'fast'];
    const reading = Array.from({ length: 40 }, async (_, nth) => {
      const parts = [undefined, somePart(), undefined, somePart()].slice(0, 1 + (nth % 4));
      const pace = paces[nth % paces.length] ?? 'fast';
      const digests = await ask(parts, pace);
      const wanted = parts.map((part) => digestOf(part ? bytes.subarray(part.first, part.last + 1) : bytes));
      expect(digests).toEqual(pace === 'leaving' ? wanted.slice(0, digests.length) : wanted);
      return digests.length;
    });
    const counts = await Promise.all(reading);
    expect(counts.reduce((all, each) => all + each, 0)).toBeGreaterThan(70);
  }, 120_000);
});
