import { httpClient, rawHttp, until } from '@secureconnect/testing';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { type DoorSettings, openDoor } from '../door/door-scene.contract';
import { BehindTheDoor } from '../door/upstream-scene.contract';

describe('a body on its way through the door', () => {
  const opened: { close(): Promise<void> }[] = [];
  let service: BehindTheDoor;
  let scene: Awaited<ReturnType<typeof openDoor>>;

  const ann = { authorization: 'Bearer ann' };
  const head = (method: string, path: string, more = ''): string =>
    `${method} ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\n${more}\r\n`;

  async function open(settings: DoorSettings = {}): Promise<void> {
    service = await BehindTheDoor.start();
    scene = await openDoor({ CHAT_URL: [service.url], STORAGE_URL: [service.url], ...settings });
    opened.push(scene, service);
  }

  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  });

  const answerOf = (path: string): Promise<IncomingMessage> =>
    new Promise((resolve, reject) =>
      httpRequest(new URL(path, scene.url), { headers: ann }, resolve).on('error', reject).end(),
    );

  it('is passed on as it comes, both ways', async () => {
    await open();
    service.answer = (request, response) => void request.pipe(response);
    const call = httpRequest(new URL('/v1/files', scene.url), { method: 'POST', headers: ann });
    call.write('first');
    const answer = await new Promise<IncomingMessage>((resolve) => call.on('response', resolve));
    const parts: string[] = [];
    answer.on('data', (chunk) => parts.push(String(chunk)));
    await until('the first part', () => parts.join('') === 'first');
    call.end('second');
    await until('the second part', () => parts.join('') === 'firstsecond');
  });

  it('waits in the service while the client reads nothing of it', async () => {
    await open({ CLIENT_SILENCE_MS: 20_000 });
    let sent = 0;
    const megabyte = Buffer.alloc(1_048_576);
    service.answer = (_request, response) => void pump(response, 64);
    const pump = async (response: ServerResponse, count: number): Promise<void> => {
      for (; sent < count; sent += 1)
        if (!response.write(megabyte)) await new Promise((resolve) => response.once('drain', resolve));
      response.end();
    };
    const answer = await answerOf('/v1/files/1/content');
    answer.pause();
    let seen = -1;
    await until('nothing moves', async () => {
      const moved = sent !== seen;
      seen = sent;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return !moved && sent > 0 && sent === seen;
    });
    expect(sent).toBeLessThan(60);
    let bytes = 0;
    for await (const chunk of answer) bytes += (chunk as Buffer).length;
    expect(bytes).toBe(64 * megabyte.length);
  });

  it('is longer than any deadline while it moves', async () => {
    await open({ CLIENT_SILENCE_MS: 600, REQUEST_TIMEOUT_MS: 300, UPSTREAM_DEADLINE_MS: 600 });
    const call = httpRequest(new URL('/v1/files', scene.url), { method: 'POST', headers: ann });
    const answer = new Promise<IncomingMessage>((resolve, reject) =>
      call.on('response', resolve).on('error', reject),
    );
    for (let part = 0; part < 15; part += 1) {
      call.write('x'.repeat(1_000));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    call.end();
    expect((await answer).statusCode).toBe(200);
    expect(service.seen[0]?.body).toHaveLength(15_000);
  });

  it('is given up on, with 408, where the client falls silent in the middle of it', async () => {
    await open({ CLIENT_SILENCE_MS: 200, REQUEST_TIMEOUT_MS: 200, UPSTREAM_DEADLINE_MS: 5_000 });
    for (const path of ['/v1/files', '/v1/messages']) {
      const { text } = await rawHttp(scene.url, `${head('POST', path, 'Content-Length: 1000\r\n')}some`);
      expect(text).toMatch(/^HTTP\/1.1 408 [^]*"code":"request_timeout"/);
    }
    await until('the service was told of the file', () => service.abandoned === 1);
    expect(scene.upstreams.of('chat').outcomes.get('abandoned')).toBeUndefined();
  });

  it('is answered before it has come where the service knows enough', async () => {
    await open();
    service.answer = (_request, response) =>
      void response.writeHead(409, { 'content-length': '2', 'x-request-id': 'x' }).end('no');
    const { text } = await rawHttp(
      scene.url,
      `${head('POST', '/v1/files', 'Content-Length: 100000000\r\n')}some`,
    );
    expect(text).toMatch(/^HTTP\/1.1 409 [^]*connection: close[^]*no$/i);
  });

  it('is asked for with 100 Continue only from whoever may send it', async () => {
    await open();
    const expecting = 'Expect: 100-continue\r\nContent-Length: 4\r\nConnection: close\r\n';
    const refused = await rawHttp(scene.url, `POST /v1/messages HTTP/1.1\r\nHost: x\r\n${expecting}\r\n`);
    expect(refused.text).toMatch(/^HTTP\/1.1 401 /);
    const taken = await rawHttp(scene.url, `${head('POST', '/v1/messages', expecting)}body`, {
      deadline: 1_500,
    });
    expect(taken.text).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 /);
    expect(service.seen[0]?.body).toBe('body');
  });

  it('brings no trailers along', async () => {
    await open();
    const chunked = '4\r\nbody\r\n0\r\nX-User: root\r\n\r\n';
    const more = 'Transfer-Encoding: chunked\r\nTrailer: X-User\r\nConnection: close\r\n';
    await rawHttp(scene.url, head('POST', '/v1/messages', more) + chunked, { deadline: 1_500 });
    expect(service.seen[0]).toMatchObject({ body: 'body' });
    expect(JSON.stringify(service.seen[0])).not.toMatch(/root|trailer/i);
  });

  it('is not passed off as whole where the service breaks off, however it was to be framed', async () => {
    await open();
    for (const framing of [{ 'content-length': '1000' }, {}]) {
      service.answer = (_request, response) => {
        response.writeHead(200, framing);
        response.write('half', () => response.destroy());
      };
      const answer = await answerOf('/v1/messages');
      await expect(
        (async () => {
          for await (const chunk of answer) expect(String(chunk)).toBe('half');
        })(),
      ).rejects.toThrow('aborted');
      const old = `GET /v1/messages HTTP/1.0\r\nAuthorization: Bearer ann\r\n\r\n`;
      expect((await rawHttp(scene.url, old)).ended).toBe('reset');
    }
  });

  it('is cut where the service falls silent in the middle of it', async () => {
    await open({ UPSTREAM_DEADLINE_MS: 200 });
    service.answer = (_request, response) => void response.writeHead(200).write('half');
    const answer = await answerOf('/v1/messages');
    await expect(answer.toArray()).rejects.toThrow('aborted');
  });

  it('leaves the service alone as soon as its client is gone', async () => {
    await open({ UPSTREAM_DEADLINE_MS: 30_000 });
    let isGone = false;
    service.answer = (request) => void request.socket.on('close', () => (isGone = true));
    const socket = connect(Number(new URL(scene.url).port), '127.0.0.1');
    socket.write(head('GET', '/v1/messages'));
    await until('the service was asked', () => service.connections.size > 1);
    await until('it is under way', () => scene.upstreams.of('chat').inFlight === 1);
    socket.destroy();
    await until('the service was left', () => isGone);
    expect(scene.upstreams.of('chat').inFlight).toBe(0);
  });

  it('may be large where it is short of a file', async () => {
    await open();
    const text = 'ä'.repeat(300_000);
    service.answer = (_request, response) => void response.end(text);
    expect((await httpClient(scene.url).get('/v1/messages', { headers: ann })).text).toBe(text);
  });
});
