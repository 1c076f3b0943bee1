import { rawHttp } from '@secureconnect/testing';
import { openDoor } from './door-scene.contract';
import { BehindTheDoor } from './upstream-scene.contract';

describe('a request that two programs could read in two ways', () => {
  let service: BehindTheDoor;
  let scene: Awaited<ReturnType<typeof openDoor>>;

  beforeAll(async () => {
    service = await BehindTheDoor.start();
    scene = await openDoor({ CHAT_URL: [service.url], AUTH_URL: [service.url] });
  });

  afterAll(async () => {
    await scene.close();
    await service.close();
  });

  const post = (headers: string, body: string, version = '1.1'): string =>
    `POST /v1/messages HTTP/${version}\r\nHost: x\r\nAuthorization: Bearer ann\r\n${headers}\r\n\r\n${body}`;
  const get = (target: string, headers = 'Host: x'): string =>
    `GET ${target} HTTP/1.1\r\n${headers}\r\nAuthorization: Bearer ann\r\n\r\n`;
  const chunked = 'Transfer-Encoding: chunked';
  const leaving = 'Host: x\r\nConnection: close';

  it.each([
    ['a length and chunks', post(`Content-Length: 4\r\n${chunked}`, '0\r\n\r\n')],
    ['chunks and a length', post(`${chunked}\r\nContent-Length: 4`, '0\r\n\r\n')],
    ['two lengths', post('Content-Length: 4\r\nContent-Length: 5', 'abcde')],
    ['the same length twice', post('Content-Length: 4\r\nContent-Length: 4', 'abcd')],
    ['a list of lengths', post('Content-Length: 4, 4', 'abcd')],
    ['a length with a sign', post('Content-Length: +4', 'abcd')],
    ['chunks within another coding', post('Transfer-Encoding: gzip, chunked', '0\r\n\r\n')],
    ['chunks twice', post(`${chunked}\r\n${chunked}`, '0\r\n\r\n')],
    ['a coding like chunks', post('Transfer-Encoding: xchunked', '0\r\n\r\n')],
    ['a space before the colon', post('Transfer-Encoding : chunked', '0\r\n\r\n')],
    ['chunks in HTTP/1.0', post(chunked, '0\r\n\r\n', '1.0')],
    ['a chunk with a bare line feed', post(chunked, '1\nx\r\n0\r\n\r\n')],
    ['a chunk size in another notation', post(chunked, '0x1\r\nx\r\n0\r\n\r\n')],
    ['a chunk size beyond all numbers', post(chunked, '10000000000000001\r\nx\r\n0\r\n\r\n')],
    ['a folded header', get('/v1/messages', 'Host: x\r\nX-A: b\r\n c')],
    ['bare line feeds', get('/v1/messages').replaceAll('\r\n', '\n')],
    ['a bare carriage return', get('/v1/messages', 'Host: x\r\nX-A: b\rX-B: c')],
    ['two hosts', get('/v1/messages', 'Host: x\r\nHost: y')],
    ['no host', get('/v1/messages', 'Accept: */*')],
    ['a host that is none', get('/v1/messages', 'Host: x/../y')],
    ['two tokens', get('/v1/messages', 'Host: x\r\nAuthorization: Bearer bob')],
    ['a body where none is read', get('/v1/messages', 'Host: x\r\nContent-Length: 4') + 'GET '],
    ['a whole URL', get('http://y/v1/messages', leaving)],
    ['a way up', get('/v1/messages/../../health', leaving)],
    ['an encoded way up', get('/v1/%2e%2e/health', leaving)],
    ['an empty segment', get('//v1/messages', leaving)],
    ['a NUL', get('/v1/messages%00', leaving)],
  ])('is refused: %s', async (_what, bytes) => {
    const { text } = await rawHttp(scene.url, bytes);
    expect(text).toMatch(/^HTTP\/1.1 400 [^]*"code":"malformed_(request|path)"/);
    expect(text.match(/^HTTP\/1/gm)).toHaveLength(1);
    expect(service.seen).toEqual([]);
  });

  it.each([
    ['too long', get('/v1/messages', `Host: x\r\nX-Long: ${'x'.repeat(17_000)}`)],
    ['too long together', get('/v1/messages', `Host: x\r\n${'X-Many: 0123456789\r\n'.repeat(850)}X-Last: 1`)],
    ['too many', get('/v1/messages', `Host: x\r\n${'A: b\r\n'.repeat(150)}X-Last: 1`)],
  ])('has headers that are %s', async (_what, bytes) => {
    const { text } = await rawHttp(scene.url, bytes);
    expect(text).toMatch(/^HTTP\/1.1 431 [^]*"code":"headers_too_large"/);
    expect(service.seen).toEqual([]);
  });

  it('is answered as ever where it wishes for a protocol there is not, and its connection closed', async () => {
    const wish = 'Host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk';
    const { text } = await rawHttp(scene.url, get('/v1/messages', wish) + get('/v1/messages?smuggled=1'));
    expect(text).toMatch(/^HTTP\/1.1 200 [^]*connection: close/i);
    expect(service.seen.splice(0).map(({ url }) => url)).toEqual(['/v1/messages']);
  });

  it('is refused where it wishes for one and brings a body', async () => {
    const wish = 'Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2';
    const { text } = await rawHttp(scene.url, post(wish, '{}'));
    expect(text).toMatch(/^HTTP\/1.1 400 [^]*"code":"malformed_request"/);
    expect(service.seen).toEqual([]);
  });

  it('is answered like any other where it expects what nobody knows, or wants a tunnel', async () => {
    const odd = await rawHttp(scene.url, post('Expect: the-unexpected\r\nContent-Length: 2', '{}'));
    expect(odd.text).toMatch(/^HTTP\/1.1 417 [^]*"code":"expectation_failed"/);
    const tunnel = await rawHttp(scene.url, 'CONNECT chat:8082 HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(tunnel.text).toMatch(/^HTTP\/1.1 405 [^]*"code":"method_not_allowed"/);
    expect(service.seen).toEqual([]);
  });

  it('is given up on where its headers never end', async () => {
    const { text } = await rawHttp(scene.url, 'GET /v1/messages HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    expect(text).toMatch(/^HTTP\/1.1 408 [^]*"code":"request_timeout"/);
  });

  it('is one of two where both are well formed, each answered in turn', async () => {
    const both = get('/v1/messages?n=1') + get('/v1/messages?n=2', 'Host: x\r\nConnection: close');
    const { text } = await rawHttp(scene.url, both, { deadline: 2_000 });
    expect(text.match(/HTTP\/1.1 200/g)).toHaveLength(2);
    // They may reach the service in either order, over two connections.
    expect(service.seen.map(({ url }) => url).sort()).toEqual(['/v1/messages?n=1', '/v1/messages?n=2']);
  });
});
