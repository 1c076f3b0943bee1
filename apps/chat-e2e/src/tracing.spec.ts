import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  connectSocket,
  httpClient,
  removeFolder,
  type ServiceProcess,
  startService,
  temporaryFolder,
  until,
} from '@secureconnect/testing';
import { ChatScene } from './chat-scene.contract';
import { password, type Person, type Session } from './people.contract';
import { type ArrivedSpan, TraceCollector } from './trace-collector.contract';

const key = 'Bearer a-key-of-the-collector';
const patient = { timeout: 60_000 };
const newTrace = (flags = '00') => {
  const id = randomBytes(16).toString('hex');
  return { id, headers: { traceparent: `00-${id}-${'b'.repeat(16)}-${flags}` } };
};

describe('a system that is traced', () => {
  jest.setTimeout(120_000);
  let collector: TraceCollector;
  let scene: ChatScene;
  let [ada, bob]: Session[] = [];
  let group = '';

  beforeAll(async () => {
    collector = await TraceCollector.start();
    const common = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${encodeURIComponent(key)}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: '500',
      RATE_LIMIT_ENABLED: 'true',
    };
    scene = await ChatScene.start({ hasGateway: true, common });
    const people = await scene.people(2);
    [ada, bob] = await Promise.all(people.map((person) => scene.signIn(person)));
    group = await scene.conversation(as(), 'group', [(bob as Session).person]);
  }, 120_000);
  afterAll(async () => {
    await scene?.close();
    await collector?.close();
  });

  const as = (): Session => ada as Session;
  const gateway = (): ServiceProcess => scene.gateway as ServiceProcess;
  const send = (headers: Record<string, string>, body = 'something to say') =>
    scene.askOf(gateway(), 'POST', `/v1/conversations/${group}/messages`, {
      as: as(),
      headers,
      body: { client_msg_id: randomUUID(), body },
    });
  const signIn = ({ email }: Person, headers: Record<string, string>) =>
    scene.askOf(gateway(), 'POST', '/v1/auth/login', {
      headers,
      body: { email, password },
    });

  /** The names from a span up to what its trace began with. */
  const way = (spans: readonly ArrivedSpan[], from: ArrivedSpan | undefined): string[] => {
    if (!from) return [];
    const above = spans.find(({ spanId }) => spanId === from.parentSpanId);
    return [`${from.service}: ${from.name}`, ...way(spans, above)];
  };
  const named = (spans: readonly ArrivedSpan[], name: string, service = '') =>
    spans.find((span) => span.name === name && span.service.startsWith(service));

  it('shows a message as one trace, from the gateway to PostgreSQL and to the other instance', async () => {
    // Everybody who may hear of it on the other instance.
    const heard = await connectSocket(scene.chat(1).url, { path: '/ws/chat', auth: { token: bob?.token } });
    const { id, headers } = newTrace();
    const said = `what nobody else is to read ${randomUUID()}`;
    expect((await send(headers, said)).status).toBe(201);
    await heard.next('message.created', 20_000);
    heard.close();
    const door = 'POST /v1/conversations/:id/messages';
    const spans = await collector.trace(id, 'POST chat', 'tell message.created', 'hear message.created');
    const [service] = spans.filter((span) => span.service === 'chat' && span.attributes['http.route']);
    const top = [`chat: ${service?.name}`, 'gateway: POST chat', `gateway: ${door}`];
    expect(way(spans, named(spans, 'hear message.created'))).toEqual([
      'chat: hear message.created',
      'chat: tell message.created',
      ...top,
    ]);
    const [heardAt, toldAt] = ['hear', 'tell'].map((did) => named(spans, `${did} message.created`)?.instance);
    expect([heardAt, toldAt]).toEqual([expect.stringMatching(/:\d+$/), expect.stringMatching(/:\d+$/)]);
    expect(heardAt).not.toBe(toldAt);
    const statement = spans.find((span) =>
      String(span.attributes['db.query.text']).includes('send_message('),
    );
    expect(way(spans, statement).slice(1)).toEqual(top);
    expect(spans.filter(({ parentSpanId }) => parentSpanId === 'b'.repeat(16))).toHaveLength(1);
    for (const log of [gateway().log(), scene.chat(0).log() + scene.chat(1).log()]) expect(log).toContain(id);
    const told = collector.bodies.join('\n');
    for (const secret of [said, as().token, as().person.email, group]) expect(told).not.toContain(secret);
    expect([...collector.keys]).toEqual([key]);
    expect(gateway().log()).not.toContain('a-key-of-the-collector');
  });

  it('shows an event of a socket, with what it asked of PostgreSQL and what was told of it', async () => {
    const socket = await connectSocket(gateway().url, { path: '/ws/chat', auth: { token: as().token } });
    await socket.next('ready', 20_000);
    const event = { conversation_id: group, client_msg_id: randomUUID(), body: 'by a socket' };
    expect(await socket.emitAck('message.send', event, 20_000)).toMatchObject({ ok: true });
    socket.close();
    const isEvent = ({ name }: ArrivedSpan) => name === 'event message.send';
    const root = await until('its span', () => collector.spans.find(isEvent), { timeout: 30_000 });
    const spans = await collector.trace(root.traceId, 'tell message.created');
    expect(way(spans, named(spans, 'tell message.created'))).toEqual([
      'chat: tell message.created',
      'chat: event message.send',
    ]);
    const texts = spans.map(({ attributes }) => String(attributes['db.query.text']));
    expect(texts.join('\n')).toContain('send_message(');
    const [handshake] = root.links;
    expect(
      named(await collector.trace(handshake?.traceId ?? '', 'GET /ws/chat'), 'GET /ws/chat'),
    ).toMatchObject({
      service: 'gateway',
      attributes: { 'http.response.status_code': 101 },
    });
  });

  it('shows a job in the trace of the request that it was enqueued by', async () => {
    const { id, headers } = newTrace();
    const body = { email: as().person.email };
    expect((await scene.askOf(gateway(), 'POST', '/v1/auth/password/forgot', { body, headers })).status).toBe(
      202,
    );
    const spans = await collector.trace(id, 'POST auth', 'enqueue account-mail', 'job account-mail');
    expect(way(spans, named(spans, 'job account-mail'))).toEqual([
      'auth: job account-mail',
      'auth: enqueue account-mail',
      expect.stringContaining('auth: POST /v1/auth/password/forgot'),
      'gateway: POST auth',
      expect.stringContaining('gateway: POST /v1/auth/'),
    ]);
    expect(named(spans, 'job account-mail')?.attributes['secureconnect.job.outcome']).toBe('ended');
  });

  it('shows what was asked of Redis; while that is away, by what it was served instead, and why', async () => {
    const login = newTrace();
    expect((await signIn(as().person, login.headers)).status).toBe(200);
    const asked = await collector.trace(login.id, 'POST auth');
    const redis = asked.find((span) => span.attributes['db.system.name'] === 'redis');
    expect(redis?.name).toMatch(/^EVALSHA \S+/);
    expect(way(asked, redis).slice(1, 3)).toEqual(['auth: POST /v1/auth/login', 'gateway: POST auth']);
    await scene.redis.kill();
    try {
      const seen = await until(
        'a fallback',
        async () => {
          const { id, headers } = newTrace();
          expect((await signIn(as().person, headers)).status).toBe(200);
          const spans = await collector.trace(id, 'POST auth');
          return spans.flatMap(({ events }) => events).find(({ name }) => name === 'served by postgres');
        },
        patient,
      );
      expect(seen.attributes).toMatchObject({ tier: 'postgres', store: expect.stringMatching(/session/) });
      expect(['down', 'hung', 'not_admitted']).toContain(seen.attributes['because']);
    } finally {
      await scene.redis.restart();
    }
  });

  it('serves as before while its collector hangs or is away, counts what is lost, and ends in time', async () => {
    const lost = async () => {
      const { text } = await httpClient(gateway().url).get('/metrics');
      return Number(/^tracing_spans_dropped_total\{reason="not_exported"\} (\d+)/m.exec(text)?.[1] ?? NaN);
    };
    expect(await lost()).toBe(0);
    collector.isHung = true;
    expect((await send({})).status).toBe(201);
    await until('it to hang', () => collector.unanswered > 0, patient);
    expect((await send({})).status).toBe(201);
    await until('what is lost to be counted', async () => (await lost()) > 0, patient);
    await collector.close();
    const before = await lost();
    expect((await send({})).status).toBe(201);
    await until('more to be counted', async () => (await lost()) > before, patient);
    expect(
      gateway()
        .log()
        .match(/Traces do not reach/g),
    ).toHaveLength(1);
    expect(await gateway().close()).toMatchObject({ code: 0 });
  });
});

describe('a service that is not traced', () => {
  /** What of OpenTelemetry was run: V8 counts the calls of every function there is. */
  const runOf = async (endpoint: string): Promise<string[]> => {
    const folder = temporaryFolder('coverage');
    const nowhere = 'http://127.0.0.1:1';
    const service = await startService('gateway', {
      env: {
        ...{ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, NODE_V8_COVERAGE: folder, NODE_ENV: 'development' },
        ...{ AUTH_URL: nowhere, CHAT_URL: nowhere, VIDEO_URL: nowhere, STORAGE_URL: nowhere },
        ...{ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', REDIS_URL: 'redis://127.0.0.1:1' },
      },
    });
    await service.ready({ path: '/health/live', timeout: 60_000 });
    await httpClient(service.url).get('/v1/messages');
    await service.close();
    type Report = { result: { functions: { functionName: string; ranges: { count: number }[] }[] }[] };
    const reports = readdirSync(folder).map(
      (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Report,
    );
    await removeFolder(folder);
    const functions = reports.flatMap(({ result }) => result.flatMap((script) => script.functions));
    const ran = functions.filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0);
    // The API alone holds nothing but names: prom-client loads it, for what it might show beside a figure.
    const isSdk = (name: string) => name.includes('@opentelemetry/') && !name.includes('@opentelemetry/api/');
    return ran.map(({ functionName }) => functionName).filter(isSdk);
  };

  it('loads nothing of what traces', async () => {
    expect(await runOf('')).toEqual([]);
    expect(await runOf('http://127.0.0.1:1')).toContainEqual(expect.stringContaining('sdk-trace-base'));
  }, 120_000);
});
