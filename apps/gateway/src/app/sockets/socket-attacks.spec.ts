import { connectSocket, until } from '@secureconnect/testing';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { maskedFrame } from './frames/client-frames.contract';
import { send, startRawUpstream, upgradeRequest } from './raw-socket.contract';
import { startSocketDoor, startUpstream } from './socket-scene.contract';

const path = '/ws/chat';
let upstream: Awaited<ReturnType<typeof startUpstream>>;
let door: Awaited<ReturnType<typeof startSocketDoor>>;

beforeAll(async () => {
  upstream = await startUpstream();
  door = await startSocketDoor({ CHAT_URL: [upstream.url], times: { graceMs: 20, silentMs: 300 } });
});
afterAll(async () => {
  await door.close();
  await upstream.close();
});

/** The code with which a WebSocket was closed, in the last bytes that came. */
const closeCodeIn = (text: string): number | undefined => {
  const bytes = Buffer.from(text, 'latin1');
  return bytes.at(-4) === 0x88 ? bytes.readUInt16BE(bytes.length - 2) : undefined;
};

/** Opens a WebSocket, sends what is given, and tells how it ended. */
async function outcomeOf(...chunks: (Buffer | (() => Promise<unknown>))[]): Promise<number | undefined> {
  const socket = connect(Number(new URL(door.url).port), '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => undefined);
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.write(upgradeRequest());
  await until('the service to say its first packet', () => text.includes('pingInterval'));
  for (const chunk of chunks) {
    if (Buffer.isBuffer(chunk)) socket.write(chunk);
    else await chunk();
  }
  await ended;
  return closeCodeIn(text);
}

describe('an upgrade is refused with an answer of ours', () => {
  it.each([
    [
      'from a foreign origin',
      upgradeRequest(undefined, { Origin: 'https://evil.example' }),
      403,
      'origin_not_allowed',
    ],
    [
      'from no origin at all that is a page',
      upgradeRequest(undefined, { Origin: 'null' }),
      403,
      'origin_not_allowed',
    ],
    [
      'with a token in the address',
      upgradeRequest(`${path}/?EIO=4&transport=websocket&token=a`),
      400,
      'token_in_url',
    ],
    [
      'with a token in the address under any name',
      upgradeRequest(`${path}/?EIO=4&transport=websocket&x=eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIx.c2ln`),
      400,
      'token_in_url',
    ],
    [
      'with two sessions',
      upgradeRequest(`${path}/?transport=websocket&sid=a&sid=b`),
      400,
      'malformed_request',
    ],
    [
      "with a session that is nobody's",
      upgradeRequest(`${path}/?transport=websocket&sid=a`),
      401,
      'not_authenticated',
    ],
    [
      'with a wrong token',
      upgradeRequest(undefined, { Authorization: 'Bearer nobody' }),
      401,
      'not_authenticated',
    ],
    [
      'with another scheme',
      upgradeRequest(undefined, { Authorization: 'Basic YTpi' }),
      401,
      'not_authenticated',
    ],
    [
      'of another version',
      upgradeRequest(undefined, { 'Sec-WebSocket-Version': '8' }),
      400,
      'malformed_request',
    ],
    [
      'without a key',
      upgradeRequest(undefined, { 'Sec-WebSocket-Key': undefined }),
      400,
      'malformed_request',
    ],
    ['to another protocol', upgradeRequest(undefined, { Upgrade: 'h2c' }), 400, 'malformed_request'],
    ['that is a POST', upgradeRequest(undefined, {}, 'POST'), 400, 'malformed_request'],
    ['with a body', `${upgradeRequest(undefined, { 'Content-Length': '5' })}hello`, 400, 'malformed_request'],
    ['where there is no socket', upgradeRequest('/ws/other'), 404, 'route_not_found'],
    ['by a way around', upgradeRequest('/ws/chat/../calls'), 400, undefined],
  ])('%s', async (_what, bytes, status, code) => {
    const answer = await send(door.url, bytes);
    expect(answer).toMatchObject({ status, ended: 'closed' });
    if (code) expect(answer.code).toBe(code);
    expect(answer.head).toContain('connection: close');
  });

  it('and one from a listed origin, or from the own, is not', async () => {
    for (const Origin of ['https://app.example', 'http://gateway.example']) {
      const answer = await send(door.url, upgradeRequest(undefined, { Origin }), maskedFrame('42'));
      expect(answer.status).toBe(101);
    }
  });
});

describe('of a client nobody knows nothing reaches the service, and it is cut', () => {
  afterEach(() => expect(upstream.heard).toHaveLength(0));

  it('when it says nothing', async () => expect(await outcomeOf()).toBe(1008));

  it('when it says an event first', async () =>
    expect(await outcomeOf(maskedFrame('42["message.send",{}]'))).toBe(1008));

  it('when its frames are not masked', async () =>
    expect(await outcomeOf(Buffer.from([129, 1, 50]))).toBe(1002));

  it('when its first frame says it is huge', async () =>
    expect(await outcomeOf(maskedFrame('.'.repeat(70_000)).subarray(0, 14))).toBe(1009));

  it('when it sends the fragments of a packet that never ends', async () => {
    const begin = maskedFrame('40', { final: false });
    const goOn = Array.from({ length: 20 }, () =>
      maskedFrame('.'.repeat(1_000), { opcode: 0, final: false }),
    );
    expect(await outcomeOf(begin, ...goOn)).toBe(1009);
  });

  it('when it sends byte after byte, and never a packet', async () => {
    const bytes = maskedFrame('40{"token":"anna"}');
    const slowly = Array.from({ length: bytes.length - 1 }, (_, at) => [
      bytes.subarray(at, at + 1),
      () => sleep(40),
    ]).flat();
    expect(await outcomeOf(...slowly)).toBe(1008);
  });

  it('when a second request hides behind the first', async () => {
    const smuggled = 'GET /v1/users HTTP/1.1\r\nHost: gateway.example\r\n\r\n';
    const answer = await send(door.url, upgradeRequest(), smuggled);
    expect(answer.status).toBe(101);
    expect(answer.body).not.toContain('HTTP/1.1');
  });
});

describe('a service that refuses to upgrade', () => {
  it('is heard whole, and what hides behind the request goes nowhere', async () => {
    const refusing = await startRawUpstream(
      'HTTP/1.1 418 Teapot\r\nContent-Length: 5\r\nX-Powered-By: tea\r\nX-Of-Ours: 1\r\n\r\nnope!',
    );
    const own = await startSocketDoor({ CHAT_URL: [refusing.url] });
    const smuggled = 'GET /v1/users HTTP/1.1\r\nHost: gateway.example\r\n\r\n';
    const named = { Connection: 'Upgrade, X-Secret', 'X-Secret': 'for this hop' };
    const asked = upgradeRequest(undefined, { ...named, Authorization: 'Bearer anna' });
    const answer = await send(own.url, asked, smuggled);
    expect(answer).toMatchObject({ status: 418, body: 'nope!', ended: 'closed' });
    expect(answer.head).toContain('x-of-ours: 1');
    expect(answer.head).not.toContain('x-powered-by');
    expect(refusing.heard.filter((each) => each.includes('/ws/chat'))).toHaveLength(1);
    expect(refusing.heard.join()).not.toMatch(/\/v1\/users|x-secret/i);
    await own.close();
    await refusing.close();
  });

  it.each([
    ['is not there', undefined, 502, 'upstream_unavailable'],
    ['is silent', '', 504, 'upstream_timeout'],
    [
      'goes over to something else',
      'HTTP/1.1 101 Yes\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
      502,
      'upstream_unavailable',
    ],
    ['talks no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n', 502, 'upstream_unavailable'],
  ])('or %s is answered for', async (_what, says, status, code) => {
    const odd = await startRawUpstream(says ?? '');
    if (says === undefined) await odd.close();
    const own = await startSocketDoor({ CHAT_URL: [odd.url], UPSTREAM_DEADLINE_MS: 200 });
    expect(await send(own.url, upgradeRequest())).toMatchObject({ status, code, ended: 'closed' });
    await own.close();
    if (says !== undefined) await odd.close();
  });
});

describe('what a client says of itself', () => {
  it('does not reach the service; what the gateway says of it does', async () => {
    const headers = {
      authorization: 'Bearer anna',
      'x-client-statement': 'chat 10.0.0.1',
      'x-user-id': 'admin',
      'x-real-ip': '10.0.0.1',
      'x-forwarded-for': '203.0.113.9',
      'x-request-id': 'a-request-of-mine',
      'sec-websocket-extensions': 'permessage-deflate',
    };
    const client = await connectSocket(door.url, { path, headers, auth: { token: 'anna' } });
    const heard = upstream.heard.splice(0).at(-1)?.headers;
    client.close();
    expect(heard).toMatchObject({
      authorization: 'Bearer anna',
      'x-client-statement': 'chat 203.0.113.9',
      'x-request-id': 'a-request-of-mine',
    });
    for (const name of ['x-user-id', 'x-real-ip', 'sec-websocket-extensions', 'origin'])
      expect(heard).not.toHaveProperty(name);
  });
});
