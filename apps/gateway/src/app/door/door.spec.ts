import { httpClient, rawHttp, until } from '@secureconnect/testing';
import { createHash } from 'node:crypto';
import { type DoorSettings, openDoor } from './door-scene.contract';
import { BehindTheDoor } from './upstream-scene.contract';

describe('a request that comes through the door', () => {
  const opened: { close(): Promise<void> }[] = [];
  let chat: BehindTheDoor;

  async function door(settings: DoorSettings = {}) {
    const scene = await openDoor({
      CHAT_URL: [chat.url],
      STORAGE_URL: [chat.url],
      AUTH_URL: [chat.url],
      ...settings,
    });
    opened.push(scene);
    return { ...scene, http: httpClient(scene.url) };
  }

  const ann = { authorization: 'Bearer ann' };
  const lastSeen = () => chat.seen.at(-1)!;

  beforeEach(async () => {
    chat = await BehindTheDoor.start();
    opened.push(chat);
  });

  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  });

  it('reaches its service with its method, path, query, body and token', async () => {
    const { http } = await door();
    const answer = await http.post('/v1/conversations?x=a%2Fb', { type: 'direct' }, { headers: ann });
    expect(answer).toMatchObject({ status: 200, json: { ok: true } });
    expect(lastSeen()).toMatchObject({
      method: 'POST',
      url: '/v1/conversations?x=a%2Fb',
      body: '{"type":"direct"}',
      headers: { authorization: 'Bearer ann', 'content-type': 'application/json' },
    });
  });

  it('keeps its id and trace, and is given them where it has none', async () => {
    const { http } = await door();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const kept = await http.get('/v1/messages', {
      headers: { ...ann, 'x-request-id': 'my-request-1', traceparent },
    });
    expect(kept.headers['x-request-id']).toBe('my-request-1');
    expect(lastSeen().headers).toMatchObject({ 'x-request-id': 'my-request-1', traceparent });
    const made = await http.get('/v1/messages', {
      headers: { ...ann, 'x-request-id': 'no good', traceparent: 'x' },
    });
    expect(made.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(lastSeen().headers['x-request-id']).toBe(made.headers['x-request-id']);
    expect(lastSeen().headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('is answered without what the service says of itself, and with what it says of security', async () => {
    chat.answer = (_request, response) =>
      void response
        .writeHead(201, {
          ...{
            server: 'x',
            'x-powered-by': 'y',
            'x-content-type-options': 'nosniff',
            'set-cookie': ['a=1', 'b=2'],
          },
          ...{ connection: 'close, x-inner', 'x-inner': '1', 'access-control-allow-origin': '*' },
        })
        .end('done');
    const { http } = await door();
    const { status, text, headers } = await http.get('/v1/messages', { headers: ann });
    expect({ status, text }).toEqual({ status: 201, text: 'done' });
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'set-cookie': ['a=1', 'b=2'] });
    for (const name of ['server', 'x-powered-by', 'x-inner', 'access-control-allow-origin'])
      expect(headers).not.toHaveProperty(name);
    expect(headers.connection).not.toBe('close, x-inner');
  });

  it('is answered as bare as the service does where an answer has no body', async () => {
    const { http } = await door();
    chat.answer = (_request, response) => void response.writeHead(204).end();
    expect(await http.delete('/v1/messages/1', { headers: ann })).toMatchObject({ status: 204, text: '' });
    chat.answer = (_request, response) => void response.writeHead(304, { etag: '"1"' }).end();
    expect(await http.get('/v1/messages/1', { headers: ann })).toMatchObject({ status: 304, text: '' });
    chat.answer = (_request, response) => void response.writeHead(200, { 'content-length': '1000' }).end();
    const head = await http.request('HEAD', '/v1/messages/1', { headers: ann });
    expect(head).toMatchObject({ status: 200, text: '', headers: { 'content-length': '1000' } });
  });

  describe('and may not come in', () => {
    it('is answered 401 without a token and with a bad one, 404 and 405 where there is no such route', async () => {
      const { http } = await door();
      expect(await http.get('/v1/messages')).toMatchObject({
        status: 401,
        json: { code: 'not_authenticated' },
        headers: { 'www-authenticate': 'Bearer' },
      });
      const bad = { headers: { authorization: 'Bearer nobody' } };
      expect((await http.get('/v1/messages', bad)).status).toBe(401);
      expect((await http.get('/v1/nothing', { headers: ann })).json).toMatchObject({
        code: 'route_not_found',
      });
      const wrong = await http.request('PUT', '/v1/auth/login');
      expect((await http.request('TRACE', '/v1/messages')).status).toBe(405);
      expect(wrong).toMatchObject({ status: 401 });
      expect(chat.seen).toEqual([]);
    });

    it('is known after it was asked about where memory does not know it', async () => {
      const { http } = await door();
      const late = { headers: { authorization: 'bearer late-bob' } };
      expect((await http.get('/v1/messages', late)).status).toBe(200);
    });

    it('is answered 413 where its body is over 1 MiB, announced or not, except for files', async () => {
      const { http, url } = await door();
      const body = 'x'.repeat(1_048_577);
      const large = { headers: { ...ann, 'content-type': 'text/plain' } };
      expect(await http.post('/v1/messages', body, large)).toMatchObject({
        status: 413,
        json: { code: 'body_too_large' },
      });
      expect((await http.post('/v1/files', body, large)).status).toBe(200);
      const head =
        'POST /v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\nTransfer-Encoding: chunked\r\n\r\n';
      const chunked = await rawHttp(url, `${head}100001\r\n${body}\r\n0\r\n\r\n`);
      expect(chunked.text).toMatch(/^HTTP\/1.1 413 /);
    });

    it('is answered 429 with the limit it met, and counted by its key where it shows one', async () => {
      const key = 'k'.repeat(40);
      const { http } = await door({
        RATE_LIMIT_ENABLED: true,
        RATE_LIMIT_READ_ADDRESS: { limit: 60, periodMs: 3_600_000, burst: 2, isShadow: false },
        API_KEYS: [`partner:${createHash('sha256').update(key).digest('hex')}`],
      });
      const first = await http.get('/v1/messages', { headers: ann });
      expect(first.headers).toMatchObject({ 'ratelimit-limit': '60', 'ratelimit-remaining': '1' });
      await http.get('/v1/messages', { headers: ann });
      const third = await http.get('/v1/messages', { headers: ann });
      expect(third).toMatchObject({
        status: 429,
        json: { code: 'rate_limited', mode: 'normal' },
        headers: {
          'retry-after': expect.stringMatching(/^[1-9]\d*$/),
          'ratelimit-remaining': '0',
          'ratelimit-policy': expect.stringContaining('read_address'),
        },
      });
      const partner = await http.get('/v1/messages', { headers: { ...ann, 'x-api-key': key } });
      expect(partner.status).toBe(200);
      expect(lastSeen().headers).not.toHaveProperty('x-api-key');
      const stranger = await http.get('/v1/messages', { headers: { ...ann, 'x-api-key': 'guess' } });
      expect(stranger).toMatchObject({ status: 401, json: { code: 'api_key_unknown' } });
    });
  });

  it('from a page is answered for the origins that may call, and its preflight by the gateway', async () => {
    const { http } = await door();
    const origin = 'https://app.example';
    const asked = {
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization',
    };
    const preflight = await http.request('OPTIONS', '/v1/messages/1', { headers: { origin, ...asked } });
    expect(preflight).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': expect.stringContaining('PATCH'),
        'access-control-allow-headers': 'authorization',
      },
    });
    expect(chat.seen).toEqual([]);
    const answer = await http.get('/v1/messages', { headers: { ...ann, origin } });
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' });
    expect((await http.get('/v1/messages', { headers: ann })).headers.vary).toBe('Origin');
    expect((await http.get('/v1/messages')).headers.vary).toBe('Origin');
    const foreign = await http.get('/v1/messages', { headers: { ...ann, origin: 'https://evil.example' } });
    expect(foreign.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('is marked as degraded by the service, by the gateway, or by both', async () => {
    const { http, mode } = await door();
    chat.answer = chat.remembering((_request, response) =>
      response.writeHead(200, { 'x-service-mode': 'degraded', 'x-degraded': 'messages.list' }).end(),
    );
    const marks = async () => (await http.get('/v1/messages', { headers: ann })).headers['x-degraded'];
    expect(await marks()).toBe('messages.list');
    mode.mode = 'degraded';
    expect(await marks()).toBe('messages.list, messages.read, rate-limit, revocations');
    chat.answer = chat.remembering();
    const answer = await http.get('/v1/messages', { headers: ann });
    expect(answer.headers).toMatchObject({
      'x-service-mode': 'degraded',
      'x-degraded': 'messages.read, rate-limit, revocations',
    });
  });

  it('leaves one line that holds no query and no token, and a measure by the template of its route', async () => {
    const { http, lines, metrics } = await door();
    await http.get('/v1/messages/42?token=secret', { headers: { ...ann, 'x-request-id': 'line-1234' } });
    const line = await until('the line', () => lines.find((each) => each.includes('line-1234')));
    expect(JSON.parse(line)).toMatchObject({
      ...{ route: '/v1/messages/*', upstream: 'chat', status: 200, client: '127.0.0.1' },
      msg: 'GET /v1/messages/42 200',
    });
    expect(line).not.toMatch(/secret|ann"/);
    expect(metrics.series('GET', '/v1/messages/*', 200).count).toBe(1);
  });

  it('is told to leave while the process drains', async () => {
    const { http, drain } = await door();
    drain.begin();
    expect((await http.get('/v1/messages', { headers: ann })).headers.connection).toBe('close');
  });
});
