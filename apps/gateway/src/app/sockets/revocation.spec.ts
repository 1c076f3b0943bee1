import { connectSocket, httpClient, type SocketClient, until } from '@secureconnect/testing';
import { maskedFrame } from './frames/client-frames.contract';
import { send, upgradeRequest } from './raw-socket.contract';
import { startSocketDoor, startUpstream } from './socket-scene.contract';

const path = '/ws/chat';
let upstream: Awaited<ReturnType<typeof startUpstream>>;
let door: Awaited<ReturnType<typeof startSocketDoor>>;
const said: unknown[] = [];
const open: SocketClient[] = [];

beforeAll(async () => {
  upstream = await startUpstream();
  upstream.io.on('connection', (socket) => socket.onAny((_event, words: unknown) => said.push(words)));
  door = await startSocketDoor({
    CHAT_URL: [upstream.url],
    times: { graceMs: 2_000 },
    knownRevoked: ['cleo'],
  });
});
afterEach(async () => {
  for (const client of open.splice(0)) client.close();
  upstream.heard.splice(0);
  await until('all sockets to be forgotten', () => door.count('websocket') + door.count('polling') === 0);
});
afterAll(async () => {
  await door.close();
  await upstream.close();
});

const connect = async (token: string, more: Parameters<typeof connectSocket>[1]) => {
  const client = await connectSocket(door.url, { path, auth: { token }, ...more });
  open.push(client);
  return client;
};

describe.each(['websocket', 'polling'] as const)('a client that uses %s', (transport) => {
  it('is heard no more from the moment of its revocation, and still hears why until it is cut', async () => {
    const client = await connect('anna', { transports: [transport] });
    expect(await client.emitAck('echo', `before, by ${transport}`)).toBe(`before, by ${transport}`);
    door.revoke({ kind: 'session', subject: 'anna-session' });
    client.emit('echo', 'after');
    upstream.io.emit('session.revoked', {});
    await client.next('session.revoked');
    client.emit('echo', 'after');
    await client.next('disconnect');
    expect(said).toContain(`before, by ${transport}`);
    expect(said).not.toContain('after');
  });
});

describe('a client whose revocation came while it was let in', () => {
  afterEach(() => expect(upstream.heard).toHaveLength(0));

  it.each([
    ['with its first packet', {}],
    ['with its request', { Authorization: 'Bearer cleo' }],
  ])('is cut where it showed its token %s', async (_when, headers) => {
    const answer = await send(
      door.url,
      upgradeRequest(undefined, headers),
      maskedFrame('40{"token":"cleo"}'),
    );
    expect(answer).toMatchObject({ status: 101, ended: 'closed' });
  });

  it('is told by its next poll that it is over', async () => {
    const http = httpClient(door.url);
    const at = `${path}/?EIO=4&transport=polling`;
    const { text } = await http.get(at);
    const session = `${at}&sid=${(JSON.parse(text.slice(1)) as { sid: string }).sid}`;
    const headers = { 'content-type': 'text/plain' };
    await http.request('POST', session, { body: '40{"token":"cleo"}', headers });
    expect(await http.get(session)).toMatchObject({ status: 200, text: '1' });
  });
});
