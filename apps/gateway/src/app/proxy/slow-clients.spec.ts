import { httpClient, until } from '@secureconnect/testing';
import { connect, type Socket } from 'node:net';
import { type DoorSettings, openDoor } from '../door/door-scene.contract';
import { BehindTheDoor } from '../door/upstream-scene.contract';

describe('a client that sends slowly', () => {
  const opened: { close(): Promise<void> }[] = [];
  const sockets: Socket[] = [];
  let service: BehindTheDoor;
  let scene: Awaited<ReturnType<typeof openDoor>>;

  async function open(settings: DoorSettings = {}) {
    service = await BehindTheDoor.start();
    scene = await openDoor({ CHAT_URL: [service.url], STORAGE_URL: [service.url], ...settings });
    opened.push(scene, service);
    return httpClient(scene.url);
  }

  /** Sends the beginning of a request, and says what was answered so far. */
  function begin(path: string, who: string, start: string, length = 1_000) {
    const { hostname, port } = new URL(scene.url);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    const said: string[] = [];
    socket.on('data', (chunk) => said.push(String(chunk)));
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${who}\r\nContent-Length: ${length}\r\n\r\n${start}`,
    );
    sockets.push(socket);
    return { socket, said: () => said.join('') };
  }

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const each of opened.splice(0)) await each.close();
  });

  const as = (who: string) => ({ headers: { authorization: `Bearer ${who}` } });

  it('takes nobody else a place while it sends no file, and reaches its service in one piece', async () => {
    const http = await open({ UPSTREAM_MAX_REQUESTS: 1, CLIENT_SHARE_PERCENT: 100 });
    const slow = [begin('/v1/messages', 'ann', 'x'), begin('/v1/messages', 'ann', 'x')];
    expect((await http.get('/v1/messages', as('bob'))).status).toBe(200);
    expect(scene.upstreams.of('chat').inFlight).toBe(0);
    slow[0]!.socket.write('y'.repeat(400));
    slow[0]!.socket.write('z'.repeat(599));
    await until('the first is answered', () => slow[0]!.said().startsWith('HTTP/1.1 200'));
    expect(service.seen.at(-1)?.body).toBe(`x${'y'.repeat(400)}${'z'.repeat(599)}`);
  });

  it('has a share of the places for files, and the others have the rest', async () => {
    const http = await open({ UPSTREAM_MAX_REQUESTS: 10, CLIENT_SHARE_PERCENT: 20 });
    begin('/v1/files', 'ann', 'x');
    begin('/v1/files', 'ann', 'x');
    await until('both are under way', () => scene.upstreams.of('storage').inFlight === 2);
    const third = begin('/v1/files', 'ann', 'x');
    await until('the third is refused', () => /^HTTP\/1.1 503 [^]*"code":"overloaded"/.test(third.said()));
    expect(scene.upstreams.of('storage').outcomes.get('over_share')).toBe(1);
    expect(scene.upstreams.of('storage').isBusy).toBe(false);
    expect((await http.get('/v1/messages', as('ann'))).status).toBe(200);
  });

  it('finds memory for its share of bodies, and gives it back', async () => {
    const http = await open({ BODIES_MAX_BYTES: 100_000, CLIENT_SHARE_PERCENT: 10 });
    const slow = begin('/v1/messages', 'ann', 'x'.repeat(8_000), 9_000);
    await until('another is refused', async () => {
      const { status } = await http.post('/v1/messages', 'y'.repeat(5_000), as('bob'));
      return status === 503;
    });
    slow.socket.destroy();
    await until('it is served', async () => {
      const { status } = await http.post('/v1/messages', 'y'.repeat(5_000), as('bob'));
      return status === 200;
    });
  });

  it('is given up on where a file comes more slowly than it must', async () => {
    let now = performance.now();
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);
    try {
      await open({ CLIENT_SILENCE_MS: 600_000 });
      const slow = begin('/v1/files', 'ann', 'x');
      await until('it is under way', () => scene.upstreams.of('storage').inFlight === 1);
      await until('it is given up', () => {
        now += 1_000;
        slow.socket.write('x');
        return /^HTTP\/1.1 408 [^]*"code":"request_timeout"/.test(slow.said());
      });
      expect(scene.upstreams.of('storage').inFlight).toBe(0);
    } finally {
      clock.mockRestore();
    }
  });
});
