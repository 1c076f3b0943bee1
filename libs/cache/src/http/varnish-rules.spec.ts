import { createServer, type OutgoingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { httpClient, startVarnish, type VarnishServer } from '@secureconnect/testing';
import { vcl } from './edge-scene.contract';

describe('the rules of Varnish, whatever a service says', () => {
  const keepable = { 'cache-control': 'public, s-maxage=300', 'surrogate-key': 'a' };
  let service: Server;
  let varnish: VarnishServer;
  let answer: { status: number; headers: OutgoingHttpHeaders };

  beforeAll(async () => {
    service = createServer((_, response) => void response.writeHead(answer.status, answer.headers).end('{}'));
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    const backend = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    varnish = await startVarnish({ backend, vcl });
  }, 60_000);
  afterAll(async () => {
    await varnish.close();
    service.closeAllConnections();
    service.close();
  });
  const get = (path: string, headers = {}) => httpClient(varnish.url).get(path, { headers });

  it.each<[string, OutgoingHttpHeaders, number?]>([
    ['sets a cookie', { 'set-cookie': 'a=b' }],
    ['is private', { 'cache-control': 'private, s-maxage=300' }],
    ['may not be stored', { 'cache-control': 's-maxage=300, no-store' }],
    ['may not be served unasked', { 'cache-control': ['s-maxage=300', 'no-cache'] as unknown as string }],
    ['says no time for it', { 'cache-control': 'public, max-age=300' }],
    ['has no surrogate key', { 'surrogate-key': undefined }],
    ['depends on anything', { vary: '*' }],
    ['depends on a cookie', { vary: 'Accept, Cookie' }],
    ['is an error', {}, 404],
    ['is a redirection', { location: '/' }, 302],
  ])('keep nothing that %s', async (name, headers, status = 200) => {
    const said = Object.entries({ ...keepable, ...headers }).filter(([, value]) => value !== undefined);
    answer = { status, headers: Object.fromEntries(said) };
    const path = `/${encodeURIComponent(name)}`;
    expect((await get(path)).headers['x-cache']).toBe('miss');
    expect((await get(path)).headers['x-cache']).toBe('miss');
  });

  it('serve who brings credentials from the service, also where an answer is held', async () => {
    answer = { status: 200, headers: keepable };
    await get('/public');
    expect((await get('/public')).headers['x-cache']).toBe('hit');
    for (const name of ['authorization', 'cookie', 'x-api-key', 'proxy-authorization'])
      expect((await get('/public', { [name]: 'a' })).headers['x-cache']).toBe('miss');
  });

  const kinds = ['authorization', 'cookie', 'x-api-key', 'proxy-authorization'];
  const forEveryone = { ...keepable, 'x-edge-for-everyone': '1' };

  it.each(kinds.slice(0, 3))(
    'serve who brings %s what was said to be for everyone, once one of them has asked for it',
    async (name) => {
      answer = { status: 200, headers: forEveryone };
      const path = `/everyone-${name}`;
      expect((await get(path, { [name]: 'a' })).headers['x-cache']).toBe('miss');
      const { headers } = await get(path, { [name]: 'b' });
      expect([headers['x-cache'], headers['x-edge-for-everyone']]).toEqual(['hit', undefined]);
    },
  );

  it('never let one who brings credentials have what was said to another, nor anybody else', async () => {
    // As a service that says of its private answers all but that they are private.
    service.removeAllListeners('request');
    service.on('request', (asked, response) => {
      const who = kinds.map((name) => asked.headers[name]).join('');
      setTimeout(() => response.writeHead(200, keepable).end(JSON.stringify({ who })), 20);
    });
    for (let round = 0; round < 5; round++) {
      const path = `/me-${round}`;
      await Promise.all(
        Array.from({ length: 100 }, async (_, at) => {
          const [name = '', who] = [[...kinds, ''][at % 5], `${at}`];
          const method = at % 3 === 0 ? { range: 'bytes=0-99' } : {};
          const seen = await get(path, name === '' ? {} : { [name]: who, ...method });
          expect(seen.json).toEqual({ who: name === '' ? '' : who });
        }),
      );
      expect((await get(path)).headers['x-cache']).toBe('hit');
    }
    service.removeAllListeners('request');
    service.on('request', (_, response) => void response.writeHead(answer.status, answer.headers).end('{}'));
  });

  it.each<[string, OutgoingHttpHeaders]>([
    ['sets a cookie', { 'set-cookie': 'a=b' }],
    ['is private', { 'cache-control': 'private, s-maxage=300' }],
    ['has no surrogate key', { 'surrogate-key': undefined }],
  ])('keep nothing that %s, though it says that it is for everyone', async (name, headers) => {
    const said = Object.entries({ ...forEveryone, ...headers }).filter(([, value]) => value !== undefined);
    answer = { status: 200, headers: Object.fromEntries(said) };
    const path = `/not-${encodeURIComponent(name)}`;
    for (const own of [{ cookie: 'a' }, { cookie: 'b' }, {}])
      expect((await get(path, own)).headers['x-cache']).toBe('miss');
  });

  it('believe no client that something is for everyone', async () => {
    answer = { status: 200, headers: keepable };
    const lies = { 'x-edge-for-everyone': '1', 'x-edge-credentials': '', 'x-edge-hit': '1' };
    for (const own of [{}, { cookie: 'a' }, { cookie: 'b' }])
      expect((await get('/lies', { ...lies, ...own })).headers['x-cache']).toBe('miss');
    expect((await get('/lies')).headers['x-cache']).toBe('hit');
  });

  it('let nobody wait for what somebody with credentials is answered', async () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    service.removeAllListeners('request');
    service.on('request', async (asked, response) => {
      if (asked.headers['cookie'] === 'slow') await opened;
      response.writeHead(200, { 'cache-control': 'private' }).end('{}');
    });
    const slow = get('/mine', { cookie: 'slow' });
    expect((await get('/mine', { cookie: 'quick' })).status).toBe(200);
    open();
    expect((await slow).status).toBe(200);
    service.removeAllListeners('request');
    service.on('request', (_, response) => void response.writeHead(answer.status, answer.headers).end('{}'));
  });

  it('repeat nothing that belonged to another request', async () => {
    const own = { 'x-service-mode': 'degraded', 'x-degraded': 'a', 'x-request-id': 'of-the-first', 'ratelimit-remaining': '3', 'ratelimit-limit': '5', 'retry-after': '9' }; // prettier-ignore
    answer = { status: 200, headers: { ...keepable, ...own } };
    expect((await get('/first')).headers).toMatchObject(own);
    const { headers } = await get('/first');
    expect(headers['x-cache']).toBe('hit');
    for (const name of Object.keys(own)) expect(headers[name]).toBeUndefined();
  });

  it('pass on what changes something', async () => {
    answer = { status: 200, headers: keepable };
    await get('/posted');
    expect((await httpClient(varnish.url).post('/posted', {})).headers['x-cache']).toBe('miss');
    expect((await httpClient(varnish.url).request('TRACE', '/posted')).status).toBe(405);
  });
});
