import { connectSocket, type SocketClient, until } from '@secureconnect/testing';
import { startSocketDoor, startUpstream } from './socket-scene.contract';

const path = '/ws/chat';
type Upstream = Awaited<ReturnType<typeof startUpstream>>;
type Door = Awaited<ReturnType<typeof startSocketDoor>>;

let upstream: Upstream;
let door: Door;
const open: SocketClient[] = [];

beforeAll(async () => {
  upstream = await startUpstream();
  door = await startSocketDoor({ CHAT_URL: [upstream.url], times: { graceMs: 50, silentMs: 400 } });
});
afterEach(async () => {
  for (const client of open.splice(0)) client.close();
  await until('all sockets to be forgotten', () => door.count('websocket') + door.count('polling') === 0);
});
afterAll(async () => {
  await door.close();
  await upstream.close();
});

const connect = async (token: string | undefined, more: Parameters<typeof connectSocket>[1] = {}) => {
  const client = await connectSocket(door.url, { path, auth: token === undefined ? {} : { token }, ...more });
  open.push(client);
  return client;
};
const refusal = (token: string | undefined, more: Parameters<typeof connectSocket>[1] = {}) =>
  connect(token, more).then(
    () => 'let in',
    (error: Error & { data?: unknown }) => error.data ?? error.message,
  );

describe.each(['websocket', 'polling'] as const)('a client that uses %s', (transport) => {
  const transports = [transport];

  it('is let in by the token of its first packet, and both hear each other', async () => {
    const client = await connect('anna', { transports });
    expect(await client.next('ready')).toEqual({ token: 'anna' });
    expect(await client.emitAck('echo', { said: 'ü'.repeat(20_000) })).toEqual({ said: 'ü'.repeat(20_000) });
    expect(door.count(transport)).toBeGreaterThan(0);
  });

  it.each(['nobody', undefined])(
    'is told why %s is not let in, and the service never hears of it',
    async (who) => {
      const before = upstream.heard.length;
      expect(await refusal(who, { transports })).toMatchObject({
        error: 'UNAUTHORIZED',
        code: 'not_authenticated',
        mode: 'normal',
        request_id: expect.any(String),
      });
      expect(upstream.heard).toHaveLength(before);
    },
  );

  it('is cut a moment after its session is revoked, and others are not', async () => {
    const [one, other] = [await connect('berta.1', { transports }), await connect('berta.2', { transports })];
    door.revoke({ kind: 'session', subject: '1' });
    await one.next('disconnect');
    expect(await other.emitAck('echo', 'still here')).toBe('still here');
  });
});
