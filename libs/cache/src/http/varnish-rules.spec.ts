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
