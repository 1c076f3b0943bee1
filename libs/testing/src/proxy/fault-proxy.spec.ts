import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../process/until';
import { startFaultProxy, type FaultProxy } from './fault-proxy';

/** Answers each piece with its echo, and counts what reached it. */
async function startEcho(): Promise<{ server: Server; port: number; seen: () => string }> {
  let seen = '';
  const server = createServer((socket) => {
    socket.on('error', () => undefined); // The proxy resets it in these tests.
    socket.on('data', (chunk) => {
      seen += chunk.toString();
      socket.write(chunk);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as { port: number }).port, seen: () => seen };
}

class Client {
  text = '';
  ended: 'no' | 'FIN' | 'RST' = 'no';

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => (this.text += chunk.toString()));
    socket.once('end', () => (this.ended = 'FIN'));
    socket.once('error', () => (this.ended = 'RST'));
  }

  static async to(proxy: FaultProxy): Promise<Client> {
    const socket = connect(proxy.port, proxy.host);
    const client = new Client(socket);
    await once(socket, 'connect');
    return client;
  }

  send(text: string): void {
    this.socket.write(text);
  }

  hears(text: string): Promise<unknown> {
    return until(`"${text}" to come`, () => this.text === text, { every: 2 });
  }
}

describe('a fault proxy', () => {
  let echo: Awaited<ReturnType<typeof startEcho>>;
  let proxy: FaultProxy;
  let client: Client;

  beforeEach(async () => {
    echo = await startEcho();
    proxy = await startFaultProxy({ target: `tcp://127.0.0.1:${echo.port}` });
    client = await Client.to(proxy);
    client.send('hello');
    await client.hears('hello');
  });
  afterEach(async () => {
    client.socket.destroy();
    await proxy.close();
    echo.server.close();
  });

  const quiet = 150;

  it('passes bytes on, counts connections and puts itself into a URL', async () => {
    expect(proxy.connections).toBe(1);
    expect(proxy.through('redis://:secret@127.0.0.1:6379/2')).toBe(
      `redis://:secret@127.0.0.1:${proxy.port}/2`,
    );
    client.socket.end();
    await until('the connection to end', () => proxy.connections === 0);
    expect(client.ended).toBe('FIN');
  });

  it('delays, and keeps the order', async () => {
    proxy.delay(100);
    const sent = Date.now();
    client.send(' a');
    client.send('b');
    await client.hears('hello ab');
    expect(Date.now() - sent).toBeGreaterThanOrEqual(190); // Two ways, less a timer's rounding.
  });

  it('delays one direction only', async () => {
    proxy.delay(10_000, { direction: 'replies' });
    client.send('!');
    await until('the request to arrive', () => echo.seen() === 'hello!');
    expect(client.text).toBe('hello');
  });

  it('throttles', async () => {
    proxy.throttle(1_000);
    const sent = Date.now();
    client.send('x'.repeat(200));
    await client.hears(`hello${'x'.repeat(200)}`);
    expect(Date.now() - sent).toBeGreaterThanOrEqual(170);
  });

  it('cuts with a FIN and resets with an RST, and takes new connections', async () => {
    proxy.cut();
    await until('the end', () => client.ended === 'FIN');
    client = await Client.to(proxy);
    client.send('again');
    await client.hears('again');
    proxy.reset();
    await until('the reset', () => client.ended === 'RST');
  });

  it('resets also what it cuts in the same moment, and holds on to nothing', async () => {
    proxy.cut();
    proxy.reset();
    await until('the client to be told', () => client.ended !== 'no');
    await until('the connection to be over', () => proxy.connections === 0);
  });

  it('is a black hole for open and new connections, and delivers when healed', async () => {
    proxy.blackhole();
    const other = await Client.to(proxy);
    client.send('1');
    other.send('2');
    await sleep(quiet);
    expect([client.text, other.text, echo.seen()]).toEqual(['hello', '', 'hello']);
    await proxy.heal();
    await client.hears('hello1');
    await other.hears('2');
    other.socket.destroy();
  });

  it('leaves a connection half open: requests arrive, replies do not', async () => {
    proxy.halfOpen();
    client.send('1');
    await until('the request to arrive', () => echo.seen() === 'hello1');
    await sleep(quiet);
    expect(client.text).toBe('hello');
    await proxy.heal();
    await client.hears('hello1');
  });

  it('loses replies for good; the connection is torn when healed', async () => {
    proxy.dropReplies();
    client.send('1');
    await until('the request to arrive', () => echo.seen() === 'hello1');
    await sleep(quiet);
    expect(client.ended).toBe('no');
    await proxy.heal();
    await until('the reset', () => client.ended === 'RST');
    expect(client.text).toBe('hello');
  });

  it('loses a reply and then resets', async () => {
    proxy.dropReplies({ thenReset: true });
    client.send('1');
    await until('the reset', () => client.ended === 'RST');
    expect(echo.seen()).toBe('hello1');
  });

  it('refuses new connections while open ones go on', async () => {
    await proxy.refuse();
    await expect(Client.to(proxy)).rejects.toThrow('ECONNREFUSED');
    client.send('!');
    await client.hears('hello!');
    await proxy.heal();
    (await Client.to(proxy)).socket.destroy();
  });

  it('flaps until healed', async () => {
    proxy.flap(20, 20);
    const states = new Set<string>();
    const dial = () =>
      Client.to(proxy).then(
        (up) => (up.socket.destroy(), 'up'),
        () => 'down',
      );
    await until('both states', async () => states.add(await dial()).size === 2);
    await proxy.heal();
    for (let round = 0; round < 5; round++) {
      expect(await dial()).toBe('up');
      await sleep(20);
    }
  });

  it('resets the client when the server is not there', async () => {
    echo.server.close();
    proxy.reset();
    await until('the port to be free', () => !echo.server.listening);
    const late = await Client.to(proxy);
    await until('the reset', () => late.ended === 'RST');
  });
});
