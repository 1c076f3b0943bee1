import { httpClient, type SocketClient, type SocketOptions, until } from '@secureconnect/testing';
import { type Socket as TcpSocket } from 'node:net';
import { setImmediate as breathe } from 'node:timers/promises';
import { path, SocketScene, somebody } from './sockets-scene.contract';

jest.setTimeout(60_000);

const limits = {
  ...{
    SOCKETS_PER_USER: '3',
    SOCKETS_PER_ADDRESS: '6',
    SOCKET_EVENTS_PER_SECOND: '10',
    SOCKET_EVENTS_BURST: '50',
  },
  TRUSTED_PROXIES: '127.0.0.1',
};
let scene: SocketScene;
const open: SocketClient[] = [];
const one = () => scene.at(0);

beforeAll(async () => (scene = await SocketScene.start(limits, 1)));
afterEach(async () => {
  for (const client of open.splice(0)) client.close();
  await until('all sockets to be forgotten', () => one().count === 0);
});
afterAll(() => scene?.close());

let addresses = 0;
/** From an address that nobody had before, unless one is named. */
const connect = async (who: object = somebody(), options: SocketOptions = {}): Promise<SocketClient> => {
  const headers = { 'x-forwarded-for': `203.0.113.${(addresses += 1)}` };
  const client = await one().connect(who, { headers, ...options });
  open.push(client);
  return client;
};
/** What a client lost its connection by. */
const lossOf = (client: SocketClient) =>
  new Promise<{ reason: string; code: unknown }>((resolve) =>
    client.socket.once('disconnect', (reason, details) => {
      const { context } = (details ?? {}) as { context?: { code?: number } };
      resolve({ reason, code: context?.code });
    }),
  );

/** A connection that is polled by hand, by nobody yet. */
async function poll(address: string) {
  const http = httpClient(one().url, { headers: { 'x-forwarded-for': address } });
  const at = `${path}/?EIO=4&transport=polling`;
  const { sid } = JSON.parse((await http.get(at)).text.slice(1)) as { sid: string };
  const own = `${at}&sid=${sid}`;
  return { get: () => http.get(own), post: (body: string) => http.request('POST', own, { body }) };
}
const ask = () => `40${JSON.stringify({ token: scene.issuer.token() })}`;

describe('sockets', () => {
  it('are no more than so many of one account, at any moment', async () => {
    const ann = somebody();
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => connect(ann)));
    const refused = tries.flatMap((one) =>
      one.status === 'rejected' ? [one.reason.data.code as string] : [],
    );
    expect(refused).toEqual(Array.from({ length: 5 }, () => 'too_many_sockets'));
    (open.shift() as SocketClient).close();
    await until('a place to be free', () => one().count === 2);
    await connect(ann);
    await connect();
  });

  it('are no more than so many of one address, whoever opens them', async () => {
    const headers = { 'x-forwarded-for': '2001:db8::1' };
    for (let each = 0; each < 6; each += 1) await connect(somebody(), { headers });
    const neighbour = { headers: { 'x-forwarded-for': '2001:db8::2' } };
    await expect(connect(somebody(), neighbour)).rejects.toMatchObject({
      data: { code: 'too_many_sockets' },
    });
    await connect();
  });

  it('beyond twice as many are closed without a word, whoever opens them', async () => {
    const all = [];
    for (let each = 0; each < 13; each += 1) all.push(await poll('203.0.113.251'));
    expect((await all[12]!.get()).status).toBe(400);
    await all[11]!.post(ask());
    expect((await all[11]!.get()).text).toContain('"code":"too_many_sockets"');
  });

  it('are asked for once a connection', async () => {
    const { get, post } = await poll('203.0.113.250');
    const asked = ask();
    await post([asked, asked].join('\x1e'));
    const { text } = await get();
    expect(text).toContain('"code":"malformed_request"');
    const isOver = async () => (await get()).status === 400;
    await until('the connection to be over', async () => one().count === 0 && (await isOver()));
  });

  it('that are left are closed', async () => {
    const client = await connect();
    client.socket.io.engine.write('1');
    await lossOf(client);
    await until('it to be forgotten', () => one().count === 0);
  });
});

describe('events', () => {
  it('are no more than so many of one account, however many sockets it has', async () => {
    const ann = somebody();
    const clients = [await connect(ann), await connect(ann)];
    const answers = await Promise.all(clients.flatMap((each) => [0, 1, 2].map(() => each.emitAck('rare'))));
    const refused = answers.filter(({ ok }) => !ok);
    expect(refused.length).toBeGreaterThanOrEqual(3);
    expect(refused[0].error).toMatchObject({
      code: 'rate_limited',
      details: { retry_after_ms: expect.any(Number) },
    });
    expect(await clients[0]?.emitAck('say', {})).toMatchObject({ ok: true });
    expect(await (await connect()).emitAck('rare')).toEqual({ ok: true });
  });

  it('in a flood cut the socket they come by, and no other', async () => {
    const bystander = await connect();
    const client = await connect();
    for (let each = 0; each < 2_000; each += 1) client.emit(each % 2 ? 'say' : 'no.such.event', {});
    expect(await client.next('error')).toMatchObject({ code: 'rate_limited' });
    await client.next('disconnect');
    expect(await bystander.emitAck('say', {})).toMatchObject({ ok: true });
  });

  it('of 2 MB are refused in words, and their socket is closed for it', async () => {
    const bystander = await connect();
    const client = await connect();
    const lost = lossOf(client);
    client.emit('say', { text: 'x'.repeat(2_000_000) });
    expect(await client.next('error')).toMatchObject({
      code: 'event_too_large',
      request_id: expect.any(String),
    });
    expect(await lost).toEqual({ reason: 'transport close', code: 1009 });
    expect(await bystander.emitAck('say', {})).toMatchObject({ ok: true });
  });

  it('of 2 MB are refused in words after an upgrade too', async () => {
    const client = await connect(somebody(), { transports: ['polling', 'websocket'] });
    const { engine } = client.socket.io;
    await until('the upgrade', () => engine.transport.name === 'websocket');
    client.emit('say', { text: 'x'.repeat(2_000_000) });
    expect(await client.next('error')).toMatchObject({ code: 'event_too_large' });
  });

  it('of 2 MB by polling are refused with 413', async () => {
    const http = httpClient(one().url);
    const at = `${path}/?EIO=4&transport=polling`;
    const { text } = await http.get(at);
    const { sid } = JSON.parse(text.slice(1)) as { sid: string };
    const body = `42["say",{"text":"${'x'.repeat(2_000_000)}"}]`;
    const answer = await http.request('POST', `${at}&sid=${sid}`, { body }).catch(() => ({ status: 413 }));
    expect(answer.status).toBe(413);
  });

  it('with parts that are no JSON, or without end, are refused', async () => {
    const client = await connect();
    const lost = lossOf(client);
    client.socket.io.engine.write('2["say",');
    await lost;
    expect(await (await connect()).emitAck('say', {})).toMatchObject({ ok: true });
  });
});

describe('a reader who does not read', () => {
  const stall = ({ socket }: SocketClient): void => {
    const { transport } = socket.io.engine as unknown as { transport: { ws: { _socket: TcpSocket } } };
    transport.ws._socket.pause();
  };

  it('is cut before much has been left lying for her, and those who read miss nothing', async () => {
    const reader = await connect();
    const stalled = await connect();
    stall(stalled);
    let said = 0;
    for (; one().count === 2 && said < 2_000; said += 1) {
      one().gateway.tellAll(`${said} ${'x'.repeat(60_000)}`);
      await breathe();
    }
    // What the system holds in its own buffers, and the one MiB that may wait.
    expect(said * 60_000).toBeLessThan(40_000_000);
    expect(one().count).toBe(1);
    await until('all of it to be read', () => reader.pending('said').length === said);
    expect(await reader.emitAck('say', {})).toMatchObject({ ok: true });
  });
});

describe('a reader who does not come for what is said', () => {
  /** Let in, greeted, and never seen again. */
  async function absent(): Promise<void> {
    const { get, post } = await poll(`203.0.113.${(addresses += 1)}`);
    await post(ask());
    await until('the greeting', async () => (await get()).text.includes('"ready"'));
    expect(one().count).toBe(1);
  }

  it('is left no more than 1,000 packets, however small', async () => {
    await absent();
    for (let said = 0; said < 1_002; said += 1) one().gateway.tellAll('');
    expect(one().count).toBe(0);
  });

  it('is left no more than 1 MiB, counted as it is sent', async () => {
    await absent();
    // 300,000 bytes each.
    for (let said = 0; said < 4; said += 1) one().gateway.tellAll('字'.repeat(100_000));
    expect(one().count).toBe(0);
  });
});

it('counts what it lets in, refuses, hears and cuts, by names of its own alone', async () => {
  const { text } = await httpClient(one().url).get('/metrics');
  expect(text).toMatch(/realtime_sockets_refused_total\{reason="too_many_sockets"\} [1-9]/);
  for (const reason of ['slow_reader', 'too_large', 'flood'])
    expect(text).toMatch(new RegExp(`realtime_sockets_cut_total\\{reason="${reason}"\\} [1-9]`));
  expect(text).toMatch(/realtime_events_total\{event="say",outcome="taken"\} [1-9]/);
  expect(text).toMatch(/realtime_events_total\{event="unknown",outcome="refused"\} [1-9]/);
  expect(text).not.toContain('no.such.event');
});
