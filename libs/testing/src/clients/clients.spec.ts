import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server as SocketServer } from 'socket.io';
import { until } from '../process/until';
import { httpClient, HttpDeadlineError } from './http-client';
import { startLoad } from './load';
import { rawHttp } from './raw-http';
import { connectSocket } from './socket-client';

describe('the clients', () => {
  let server: Server;
  let io: SocketServer;
  let base: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (request.url === '/hang') return;
        if (request.url === '/cut') {
          response.writeHead(200, { 'content-length': 100 });
          response.write('half');
          return void setTimeout(() => response.destroy(), 5);
        }
        if (request.url === '/brief') response.setHeader('keep-alive', 'timeout=2');
        if (request.url === '/busy') return response.writeHead(503).end();
        const { method, url, headers } = request;
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({
            method,
            url,
            token: headers['authorization'],
            body: String(Buffer.concat(chunks)),
          }),
        );
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    io = new SocketServer(server, { path: '/ws/test' });
    io.use((socket, next) =>
      next(socket.handshake.auth['token'] === 'right' ? undefined : new Error('no entry')),
    );
    io.on('connection', (socket) => {
      socket.emit('welcome', { hello: 'you' });
      socket.on('double', (n: number, ack: (n: number) => void) => ack(n * 2));
      socket.on('echo', (text: string) => socket.emit('echoed', text));
      socket.on('deaf', () => undefined);
    });
  });
  afterAll(async () => {
    await io.close();
    server.closeAllConnections();
  });

  it('HTTP: sends JSON, gives status, headers, text, JSON and time', async () => {
    const client = httpClient(base).with({ authorization: 'Bearer x' });
    const answer = await client.post('/path', { a: 1 });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(answer.json).toEqual({ method: 'POST', url: '/path', token: 'Bearer x', body: '{"a":1}' });
    expect(answer.ms).toBeGreaterThan(0);
    expect((await client.get('/busy')).status).toBe(503);
    expect((await client.get('/busy')).json).toBeUndefined();
    client.close();
  });

  it('HTTP: a deadline ends a hanging request, a cut answer is an error', async () => {
    const client = httpClient(base);
    await expect(client.get('/hang', { deadline: 100 })).rejects.toThrow(HttpDeadlineError);
    await expect(client.get('/cut')).rejects.toThrow('aborted');
    client.close();
  });

  it('HTTP: an idle connection is given up before the server closes it', async () => {
    let isGivenUp = false;
    server.once('connection', (socket) => socket.once('end', () => (isGivenUp = true)));
    const client = httpClient(base);
    await client.get('/brief');
    await until('the end of the connection', () => isGivenUp);
    client.close();
  });

  it('raw: sends bytes as they are and tells how the connection ended', async () => {
    const refused = await rawHttp(base, 'NONSENSE\r\n\r\n');
    expect(refused).toMatchObject({ text: expect.stringContaining('400 Bad Request'), ended: 'closed' });
    expect(await rawHttp(base, 'GET / HT', { deadline: 100 })).toMatchObject({ text: '', ended: 'deadline' });
  });

  it('load: counts by status, errors by code, hung requests and the slowest', async () => {
    const report = async (path: string, deadline = 5_000) => {
      const load = startLoad(`${base}${path}`, { connections: 2, deadline });
      await sleep(150);
      return load.stop();
    };
    const fine = await report('/');
    expect(fine.byStatus[200]).toBe(fine.total);
    expect(fine).toMatchObject({ errors: {}, hung: 0 });
    expect((await report('/busy')).byStatus[503]).toBeGreaterThan(0);
    expect((await report('/cut')).errors['CUT']).toBeGreaterThan(0);
    const hung = await report('/hang', 50);
    expect(hung.hung).toBe(hung.total);
    expect(hung.slowestMs).toBeGreaterThanOrEqual(49);
    const load = startLoad('http://127.0.0.1:1/', { connections: 1 });
    await sleep(50);
    expect((await load.stop()).errors['ECONNREFUSED']).toBeGreaterThan(0);
  });

  it('sockets: keep events until asked, acknowledge, and say what did not come', async () => {
    const socket = await connectSocket(base, { path: '/ws/test', auth: { token: 'right' } });
    expect(await socket.next('welcome')).toEqual({ hello: 'you' });
    expect(await socket.emitAck('double', 21)).toBe(42);
    socket.emit('echo', 'one');
    socket.emit('echo', 'two');
    expect(await socket.next('echoed')).toBe('one');
    await expect(socket.next('other', 50)).rejects.toThrow(
      'No event "other" within 50 ms; not asked for: echoed',
    );
    expect(socket.pending('echoed')).toEqual(['two']);
    await expect(socket.emitAck('deaf', 1, 50)).rejects.toThrow('timed out');
    socket.close();
    expect(await socket.next('disconnect')).toBe('io client disconnect');
  });

  it('sockets: a refused handshake rejects with the reason', async () => {
    await expect(connectSocket(base, { path: '/ws/test', auth: { token: 'wrong' } })).rejects.toThrow(
      'no entry',
    );
  });
});
