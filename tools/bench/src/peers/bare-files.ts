import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';

// Files of a folder, given and taken by streams and nothing else: no token, no row, no quota. What is put is on the disk
// when it is answered, as ours is; below /hashed it is hashed on its way as well.
const folder = process.env['UPSTREAM'] ?? '';
const nameOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

async function give(url: string, response: ServerResponse): Promise<void> {
  const path = join(folder, nameOf(url));
  response.writeHead(200, { 'content-length': (await stat(path)).size });
  createReadStream(path, { highWaterMark: 256 * 1_024 }).pipe(response);
}

async function take(url: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hash = url.startsWith('/hashed/') ? createHash('sha256') : undefined;
  const file = await open(join(folder, nameOf(url)), 'w');
  for await (const chunk of request as AsyncIterable<Buffer>) {
    hash?.update(chunk);
    await file.write(chunk);
  }
  await file.sync();
  await file.close();
  hash?.digest();
  response.writeHead(201, { 'content-length': 0 }).end();
}

const server = createServer((request, response) => {
  const { url = '', method } = request;
  if (url === '/health/ready') response.end();
  else void (method === 'PUT' ? take(url, request, response) : give(url, response));
});
server.keepAliveTimeout = 60_000;
server.listen(Number(process.env['PORT']), process.env['HOST']);
