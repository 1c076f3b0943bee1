import { connectSocket, httpClient, type SocketClient, until } from '@secureconnect/testing';
import { connect, type Socket } from 'node:net';
import { upgradeRequest } from './raw-socket.contract';
import { crowdSize, startSocketDoor, startUpstream } from './socket-scene.contract';

const path = '/ws/chat';
const polling = `${path}/?EIO=4&transport=polling`;
let upstream: Awaited<ReturnType<typeof startUpstream>>;
let door: Awaited<ReturnType<typeof startSocketDoor>>;

beforeEach(async () => {
  upstream = await startUpstream();
  door = await startSocketDoor({ CHAT_URL: [upstream.url], SOCKETS_PER_USER: 2, SOCKETS_PER_ADDRESS: 10 });
});
afterEach(async () => {
  await door.close();
  await upstream.close();
});

const open = () => door.count('websocket') + door.count('polling');

describe('a crowd of sockets of one account that come in the same moment', () => {
  it.each(['websocket', 'polling'] as const)(
    'has no more of them than one by one, by %s',
    async (transport) => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: crowdSize }, () =>
          connectSocket(door.url, {
            path,
            auth: { token: 'crowd' },
            transports: [transport],
            timeout: 2_000,
          }),
        ),
      );
      const letIn = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      expect(letIn).toHaveLength(2);
      expect(open()).toBe(2);
      for (const client of letIn) client.close();
      await until('all to be forgotten', () => open() === 0);
    },
  );

  it('gives back every place of its address that it did not keep', async () => {
    const headers = { authorization: 'Bearer crowd' };
    const answers = await Promise.all(
      Array.from({ length: crowdSize }, () => httpClient(door.url).get(polling, { headers })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429, 429, 429]);
    const others: SocketClient[] = [];
    for (let count = 0; count < 8; count += 1)
      others.push(await connectSocket(door.url, { path, auth: { token: `other-${count}` } }));
    const [one] = others;
    await expect(
      connectSocket(door.url, { path, auth: { token: 'last' }, timeout: 2_000 }),
    ).rejects.toThrow();
    one?.close();
    for (const client of others) client.close();
  });
});

describe('a session that polls', () => {
  const answerOf = async (target: string) => {
    const socket: Socket = connect(Number(new URL(door.url).port), '127.0.0.1');
    let text = '';
    socket.on('error', () => undefined).on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.write(upgradeRequest(target));
    await until('an answer', () => text.includes('\r\n\r\n'));
    return { status: Number(text.slice(9, 12)), socket };
  };

  it('is taken over by one WebSocket at a time', async () => {
    const { text } = await httpClient(door.url).get(polling);
    const sid = `&sid=${(JSON.parse(text.slice(1)) as { sid: string }).sid}`;
    const headers = { 'content-type': 'text/plain' };
    await httpClient(door.url).request('POST', polling + sid, { body: '40{"token":"anna"}', headers });
    const target = `${path}/?EIO=4&transport=websocket${sid}`;
    const [first, second] = [await answerOf(target), await answerOf(target)];
    expect([first.status, second.status]).toEqual([101, 401]);
    for (const { socket } of [first, second]) socket.destroy();
  });
});
