import { ProblemError } from '@secureconnect/platform';
import { httpClient, until } from '@secureconnect/testing';
import { maskedFrame } from './frames/client-frames.contract';
import { send, startRawUpstream, upgradeRequest } from './raw-socket.contract';
import { type SceneSettings, startSocketDoor, startUpstream } from './socket-scene.contract';

const path = '/ws/chat';
const polling = `${path}/?EIO=4&transport=polling`;
type Door = Awaited<ReturnType<typeof startSocketDoor>>;

let door: Door;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openDoor(url: string, more: SceneSettings = {}): Promise<void> {
  door = await startSocketDoor({ CHAT_URL: [url], UPSTREAM_DEADLINE_MS: 200, ...more });
  closing.push(door.close);
}

/** A service that hears what it is asked, and answers nothing. */
async function silentService() {
  const silent = await startRawUpstream('');
  closing.push(silent.close);
  const asked = () => silent.heard.filter((each) => each.includes(path)).length;
  return { url: silent.url, asked };
}

async function service() {
  const upstream = await startUpstream();
  closing.push(upstream.close);
  return upstream;
}

const ask = {
  websocket: async () => (await send(door.url, upgradeRequest(), maskedFrame('42'))).status,
  polling: async () => (await httpClient(door.url).get(polling)).status,
};
const openSession = async (): Promise<string> => {
  const { text } = await httpClient(door.url).get(polling);
  return `${polling}&sid=${(JSON.parse(text.slice(1)) as { sid: string }).sid}`;
};
const post = (target: string, body: string) =>
  httpClient(door.url).request('POST', target, { body, headers: { 'content-type': 'text/plain' } });

describe.each(['websocket', 'polling'] as const)('a service asked for a socket by %s', (transport) => {
  it('is not asked again once it was silent five times', async () => {
    const silent = await silentService();
    await openDoor(silent.url);
    for (let count = 0; count < 5; count += 1) expect(await ask[transport]()).toBe(504);
    expect(door.chat.breaker.state).toBe('open');
    expect(door.chat.outcomes.get('late')).toBe(5);
    door.chat.breaker.forceOpen();
    expect(await ask[transport]()).toBe(502);
    expect(door.chat.outcomes.get('resting')).toBe(1);
    expect(silent.asked()).toBe(5);
  });

  it('is asked by so many at once, and no more', async () => {
    const silent = await silentService();
    await openDoor(silent.url, { UPSTREAM_MAX_REQUESTS: 1, UPSTREAM_DEADLINE_MS: 3_000 });
    const first = ask[transport]();
    await until('the first to be asked', () => silent.asked() === 1);
    expect(await ask[transport]()).toBe(503);
    expect(await first).toBe(504);
    expect(door.chat.inFlight).toBe(0);
  });

  it('is not asked, and the answer is 503, while no key of the gateway is published', async () => {
    const silent = await silentService();
    class NotYetPublishedError extends ProblemError {
      readonly code = 'database_unavailable';
    }
    const statement = () => {
      throw new NotYetPublishedError('');
    };
    await openDoor(silent.url, { statement });
    expect(await ask[transport]()).toBe(503);
    expect(silent.asked()).toBe(0);
  });
});

describe('a session of one that polls', () => {
  it('is answered with 502 at once while its service rests', async () => {
    await openDoor((await service()).url);
    const session = await openSession();
    door.chat.breaker.forceOpen();
    expect(await post(session, '3')).toMatchObject({ status: 502, json: { code: 'upstream_unavailable' } });
    expect(await httpClient(door.url).get(session)).toMatchObject({ status: 502 });
  });

  it('takes no place from others while it waits', async () => {
    await openDoor((await service()).url, { UPSTREAM_MAX_REQUESTS: 1, UPSTREAM_DEADLINE_MS: 3_000 });
    const session = await openSession();
    await post(session, '40{"token":"anna"}');
    await until('all to be told', async () => {
      const waiting = httpClient(door.url).get(session);
      await expect(openSession()).resolves.toContain('sid=');
      return (await waiting).text.includes('2');
    });
    expect(door.chat.outcomes.get('busy')).toBeUndefined();
  });
});

describe('what a request is called by', () => {
  it('is what the client says where that is well formed, in a refusal too', async () => {
    await openDoor((await service()).url);
    const named = { 'X-Request-Id': 'a-request-of-mine' };
    for (const target of [undefined, '/ws/other', `${path}/?token=a`])
      expect((await send(door.url, upgradeRequest(target, named), maskedFrame('42'))).head).toContain(
        'x-request-id: a-request-of-mine',
      );
    const odd = await send(door.url, upgradeRequest('/ws/other', { 'X-Request-Id': 'odd id' }));
    expect(odd.head).toMatch(/x-request-id: [0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('goes to the service, and a trace that is malformed is begun anew', async () => {
    const raw = await startRawUpstream('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
    closing.push(raw.close);
    await openDoor(raw.url);
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await send(door.url, upgradeRequest(undefined, { traceparent, 'Sec-WebSocket-Extensions': 'x-deflate' }));
    await send(door.url, upgradeRequest(undefined, { traceparent: 'odd' }));
    const [one = '', other = ''] = raw.heard.filter((each) => each.includes(path));
    expect(one).toContain(`traceparent: ${traceparent}`);
    expect(other).toMatch(/traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-00/);
    expect(one).not.toMatch(/sec-websocket-extensions|x-deflate/i);
  });

  it('is refused with 431 where more is said of it than anybody has to say', async () => {
    await openDoor((await service()).url);
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`X-${index}`, 'a']));
    expect(await send(door.url, upgradeRequest(undefined, many))).toMatchObject({
      status: 431,
      code: 'headers_too_large',
    });
  });
});
