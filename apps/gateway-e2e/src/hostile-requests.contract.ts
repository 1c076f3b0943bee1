import { rawHttp } from '@secureconnect/testing';
import { type GatewayScene } from './gateway-scene.contract';

const chunked = 'Transfer-Encoding: chunked';
/** What an attacker would have a service take for a request of its own. */
const inner = 'GET /v1/messages/smuggled HTTP/1.1\r\nHost: x\r\n\r\n';

/** Requests that no client of ours sends. */
export function describeHostileRequests(sceneOf: () => GatewayScene): void {
  let bearer: string;
  beforeAll(async () => {
    bearer = `Authorization: Bearer ${await sceneOf().signIn()}`;
  });

  const head = (method: string, target: string, headers: string, version = '1.1') =>
    `${method} ${target} HTTP/${version}\r\nHost: x\r\n${bearer}\r\n${headers === '' ? '' : `${headers}\r\n`}\r\n`;
  const post = (headers: string, body: string) => head('POST', '/v1/messages', headers) + body;
  const get = (target: string, headers = '') => head('GET', target, headers);
  const says = async (bytes: string, deadline = 1_000) => {
    const before = sceneOf().chat.arrived.length;
    const { text, ended } = await rawHttp(sceneOf().url(), bytes, { deadline });
    const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
    return {
      statuses,
      text,
      ended,
      arrived: sceneOf()
        .chat.arrived.slice(before)
        .map(({ url }) => url),
    };
  };

  /** All at once, for each takes as long as it is listened to. */
  const outcomes = async (asked: Record<string, () => string>) => {
    const each = async ([what, bytes]: [string, () => string]) => [what, (await says(bytes())).statuses];
    const before = sceneOf().chat.arrived.length;
    const statuses = Object.fromEntries(await Promise.all(Object.entries(asked).map(each)));
    return { statuses, arrived: sceneOf().chat.arrived.slice(before) };
  };
  const allRefused = (asked: object) => ({
    statuses: Object.fromEntries(Object.keys(asked).map((what) => [what, [400]])),
    arrived: [],
  });

  describe('a request in two readings', () => {
    const readings: Record<string, () => string> = {
      'a length and chunks': () => post(`Content-Length: 6\r\n${chunked}`, `0\r\n\r\n${inner}`),
      'chunks and a length': () => post(`${chunked}\r\nContent-Length: 6`, `0\r\n\r\n${inner}`),
      'two lengths': () => post(`Content-Length: 0\r\nContent-Length: ${inner.length}`, inner),
      'a list of lengths': () => post(`Content-Length: 0, ${inner.length}`, inner),
      'a coding behind a tab': () => post(`Content-Length: 0\r\nTransfer-Encoding:\tchunked`, inner),
      'a coding in a list': () => post('Transfer-Encoding: identity, chunked', `0\r\n\r\n${inner}`),
      'a coding before a colon': () => post('Transfer-Encoding : chunked', `0\r\n\r\n${inner}`),
      'a chunk longer than it says': () => post(chunked, `1\r\nabc\r\n0\r\n\r\n${inner}`),
      'a chunk that says -1': () => post(chunked, `-1\r\nabc\r\n0\r\n\r\n${inner}`),
      'a chunk that ends in a bare line feed': () => post(chunked, `1\nx\n0\n\n${inner}`),
      'a chunk extension with a bare line feed': () => post(chunked, `1;a\nb\r\nx\r\n0\r\n\r\n${inner}`),
      'a folded header': () => post(`X-A: b\r\n ${chunked}`, `0\r\n\r\n${inner}`),
      'bare line feeds': () => get('/v1/messages').replaceAll('\r\n', '\n'),
      'a body of a GET': () => get('/v1/messages', `Content-Length: ${inner.length}`) + inner,
      'two hosts': () => get('/v1/messages', 'Host: y'),
    };

    it('is refused, whatever follows it', async () => {
      expect(await outcomes(readings)).toEqual(allRefused(readings));
    });

    it('is none where two stand in a row, and the second is asked who it is', async () => {
      const { statuses, arrived } = await says(get('/v1/messages?first') + inner);
      expect({ statuses, arrived }).toEqual({ statuses: [200, 401], arrived: ['/v1/messages?first'] });
    });

    it.each(['websocket', 'h2c', 'TLS/1.0'])(
      'does not open a tunnel by an upgrade to %s where none is',
      async (to) => {
        const upgrade = `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: ${to}\r\nHTTP2-Settings: AAMAAABkAAQAAP__`;
        const { statuses, arrived } = await says(get('/v1/messages', upgrade) + inner);
        expect({ statuses, arrived }).toEqual({ statuses: [200], arrived: ['/v1/messages'] });
      },
    );
  });

  describe('a path', () => {
    const oddPaths = [
      '/v1/messages/../users/me',
      '/v1/messages/%2e%2e/users',
      '/v1/messages%2f..%2fusers',
      '//v1/messages',
      '/v1//messages',
      '/v1/messages%00',
      '/v1/messages/%5c..',
      '/v1\\messages',
      '/v1/messages/..;/users',
      '/v1/messages/.',
      'http://x/v1/messages',
      '*',
    ];

    it('that programs read in two ways is refused', async () => {
      const paths = Object.fromEntries(oddPaths.map((target) => [target, () => get(target)]));
      expect(await outcomes(paths)).toEqual(allRefused(paths));
    });

    it('of a service that is its own is not there', async () => {
      const targets = ['/internal/signing-keys/rotate', '/v1', '/V1/messages', '/v1/messages.'];
      const answers = await Promise.all(targets.map((target) => sceneOf().get(target)));
      expect(answers.map(({ json }) => json.code)).toEqual(targets.map(() => 'route_not_found'));
    });

    it('that is very long is refused before anything reads it', async () => {
      expect((await says(get(`/v1/messages/${'x'.repeat(9_000)}`))).statuses).toEqual([414]);
      expect((await says(get(`/v1/messages/${'x'.repeat(40_000)}`))).statuses).toEqual([431]);
    });
  });

  describe('a request that is too large', () => {
    it('in its headers is refused, by the size of one, of all, and by their number', async () => {
      const [one, all, number] = [
        `X-A: ${'x'.repeat(17_000)}`,
        'X-A: 0123456789\r\n'.repeat(900),
        'A: b\r\n'.repeat(150),
      ];
      for (const headers of [one, all + 'X-B: 1', number + 'X-B: 1'])
        expect(await says(get('/v1/messages', headers))).toMatchObject({ statuses: [431], arrived: [] });
    });

    it('in its body is refused, announced or not', async () => {
      const announced = await says(post('Content-Length: 1048577', ''));
      const grown = await says(post(chunked, `100001\r\n${'x'.repeat(1_048_577)}\r\n0\r\n\r\n`), 5_000);
      for (const { statuses, text, arrived } of [announced, grown]) {
        expect({ statuses, arrived }).toEqual({ statuses: [413], arrived: [] });
        expect(text).toContain('"code":"body_too_large"');
      }
    });
  });

  describe('a client that takes its time', () => {
    it('is given up on in the middle of its headers and of a body, known or not, and loses its connection', async () => {
      const stranger = 'POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n';
      const patience = 30_000;
      const [headers, body, refused] = await Promise.all([
        says('GET /v1/messages HTTP/1.1\r\nHost: x\r\nX-Slow: ', patience),
        says(post('Content-Length: 100', 'x'), patience),
        says(stranger, patience),
      ]);
      expect(headers).toMatchObject({ statuses: [408], ended: 'closed', arrived: [] });
      expect(body).toMatchObject({ statuses: [408], ended: 'closed', arrived: [] });
      expect(body.text).toContain('"code":"request_timeout"');
      expect(refused).toMatchObject({ statuses: [401], ended: 'closed', arrived: [] });
    });

    it('holds nobody else up, however many there are', async () => {
      const slow = Array.from({ length: 200 }, () =>
        rawHttp(sceneOf().url(), 'GET /v1/mess', { deadline: 2_000 }),
      );
      expect((await says(get('/v1/messages', 'Connection: close'), 10_000)).statuses).toEqual([200]);
      await Promise.all(slow);
    });
  });

  describe('a page of another origin', () => {
    it('is shown no answer, and opens no socket', async () => {
      const origin = 'Origin: https://evil.example';
      expect((await says(get('/v1/messages', origin))).text).not.toMatch(/access-control-allow-origin/i);
      const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13';
      const upgrade = `Connection: Upgrade\r\nUpgrade: websocket\r\n${key}`;
      const socket = (target: string, more: string) => says(get(target, `${upgrade}${more}`));
      const path = '/ws/chat/?EIO=4&transport=websocket';
      expect((await socket(path, `\r\n${origin}`)).text).toMatch(/^HTTP\/1.1 403 [^]*origin_not_allowed/);
      expect((await socket(`${path}&token=a`, '')).text).toMatch(/^HTTP\/1.1 400 [^]*token_in_url/);
    });
  });
}
