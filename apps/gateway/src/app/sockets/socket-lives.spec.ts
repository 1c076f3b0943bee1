import { connectSocket, type SocketClient, until } from '@secureconnect/testing';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { maskedFrame } from './frames/client-frames.contract';
import { upgradeRequest } from './raw-socket.contract';
import { startSocketDoor, startUpstream } from './socket-scene.contract';

const path = '/ws/chat';
type Door = Awaited<ReturnType<typeof startSocketDoor>>;

let upstream: Awaited<ReturnType<typeof startUpstream>>;
let door: Door;
const open: SocketClient[] = [];

beforeEach(async () => {
  upstream = await startUpstream();
  door = await startSocketDoor({ CHAT_URL: [upstream.url], times: { graceMs: 20 }, SOCKETS_PER_ADDRESS: 4 });
});
afterEach(async () => {
  for (const client of open.splice(0)) client.close();
  await door.close();
  await upstream.close();
});

const connectTo = async ({ url }: Door, token: string, more: Parameters<typeof connectSocket>[1] = {}) => {
  const client = await connectSocket(url, { path, auth: { token }, ...more });
  open.push(client);
  return client;
};
const codeOf = (connecting: Promise<unknown>) =>
  connecting.then(
    () => 'let in',
    (error: Error & { data?: { code: string } }) => error.data?.code ?? 'refused',
  );

/** A socket that is let in and says nothing of its own. */
async function rawClient(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  socket.write(upgradeRequest());
  await until('the first packet', () => text.includes('pingInterval'));
  socket.write(maskedFrame('40{"token":"raw"}'));
  await until('to be let in', () => text.includes('ready'));
  socket.removeAllListeners('data');
  return socket;
}

describe('a socket through the gateway', () => {
  it('begins by polling and goes over to a WebSocket, and is one socket all the while', async () => {
    const socket = io(door.url, { path, auth: { token: 'anna' }, reconnection: false, forceNew: true });
    await new Promise((resolve) => socket.once('connect', resolve as () => void));
    await until('the WebSocket', () => socket.io.engine.transport.name === 'websocket');
    expect(await socket.timeout(5_000).emitWithAck('echo', 'over')).toBe('over');
    expect(door.count('websocket')).toBe(1);
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));
    door.revoke({ kind: 'token', subject: 'anna-token' });
    await gone;
    socket.close();
  });

  it('is closed at once when its service dies', async () => {
    const client = await connectTo(door, 'anna');
    for (const connection of upstream.connections) connection.destroy();
    expect(await client.next('disconnect')).toBe('transport close');
    await until('it to be forgotten', () => door.count('websocket') === 0);
  });

  it('takes the service no more than its client reads, and nothing is lost on the way', async () => {
    const client = await rawClient(door.url);
    client.pause();
    const megabyte = 'x'.repeat(1_000_000);
    for (let count = 0; count < 30; count += 1) upstream.io.emit('much', megabyte);
    const [service] = [...upstream.connections].slice(-1) as [Socket];
    await until('nothing more to be taken', async () => {
      const taken = service.bytesWritten - service.writableLength;
      await sleep(200);
      return taken > 0 && taken === service.bytesWritten - service.writableLength;
    });
    expect(service.writableLength).toBeGreaterThan(10_000_000);
    let bytes = 0;
    client.on('data', (chunk: Buffer) => (bytes += chunk.length)).resume();
    await until('all of it', () => bytes > 30_000_000);
    client.destroy();
  });
});

describe('how many sockets there may be', () => {
  it('is counted by address, the unknown included, and a place is free again once one is closed', async () => {
    const of = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    const first = await connectTo(door, 'a', of('2001:db8::1'));
    for (const [index, token] of ['b', 'c', 'd'].entries())
      await connectTo(door, token, of(`2001:db8::${index + 2}`));
    expect(await codeOf(connectTo(door, 'e', of('2001:db8::ffff')))).toBe('refused');
    expect(await codeOf(connectTo(door, 'e', of('2001:db8:0:1::1')))).toBe('let in');
    first.close();
    await until(
      'the place',
      async () => (await codeOf(connectTo(door, 'f', of('2001:db8::1')))) === 'let in',
    );
  });

  it('is counted by account, whatever carries them', async () => {
    const from = (last: number) => ({ headers: { 'x-forwarded-for': `203.0.113.${last}` } });
    await connectTo(door, 'anna', from(1));
    await connectTo(door, 'anna', { ...from(2), transports: ['polling'] });
    await connectTo(door, 'anna', { headers: { ...from(3).headers, authorization: 'Bearer anna' } });
    expect(await codeOf(connectTo(door, 'anna', from(4)))).toBe('too_many_sockets');
    expect(await codeOf(connectTo(door, 'anna', { ...from(5), transports: ['polling'] }))).toBe(
      'too_many_sockets',
    );
    expect(await codeOf(connectTo(door, 'berta', from(6)))).toBe('let in');
  });
});

describe('when something is revoked', () => {
  it('an account is cut on every gateway, but not who signed in since', async () => {
    const other = await startSocketDoor({ CHAT_URL: [upstream.url], times: { graceMs: 20 } });
    const doors = [door, other];
    const clients = await Promise.all(doors.map((each) => connectTo(each, 'anna')));
    const polling = await connectTo(other, 'anna', { transports: ['polling'] });
    const marker = await connectTo(door, 'berta');
    for (const each of doors) each.revoke({ kind: 'user', subject: 'anna', issuedBefore: 1_000 });
    door.revoke({ kind: 'user', subject: 'berta' });
    await marker.next('disconnect');
    for (const client of clients) expect(await client.emitAck('echo', 'here')).toBe('here');
    for (const each of doors) each.revoke({ kind: 'user', subject: 'anna', issuedBefore: 1_001 });
    for (const client of [...clients, polling]) await client.next('disconnect');
    await other.close();
  });
});

describe('a gateway that goes', () => {
  it.each(['websocket', 'polling'] as const)(
    'tells a client that uses %s, and closes its socket in order',
    async (transport) => {
      const client = await connectTo(door, 'anna', { transports: [transport] });
      await client.next('ready');
      const { engine } = client.socket.io;
      const details = new Promise((resolve) => engine.once('close', (_reason, error) => resolve(error)));
      door.drain.begin();
      door.drain.disconnect();
      expect(await client.next('server.draining')).toEqual({ reconnect_after_ms: expect.any(Number) });
      expect(await client.next('disconnect')).toBe('transport close');
      if (transport === 'websocket') expect(await details).toMatchObject({ context: { code: 1001 } });
    },
  );
});
