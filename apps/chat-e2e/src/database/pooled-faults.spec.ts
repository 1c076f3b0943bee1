import {
  type HttpAnswer,
  removeFolder,
  type ServiceProcess,
  startService,
  temporaryFolder,
  until,
} from '@secureconnect/testing';
import { ChatScene } from '../chat-scene.contract';
import { type Session } from '../people.contract';
import { PooledDatabase, type Service } from './pooled-database.contract';

const patience = { timeout: 60_000 };
/** To wait for a connection, for PgBouncer and for PostgreSQL, as DATABASE_CONNECT_TIMEOUT_MS and the like are by themselves. */
const longestMs = 1_000 + 1_000 + 4_000 + 500;
/** Of a busy machine, on top of it. */
const slackMs = 6_000;
/** Makes a fault, or ends it. */
type Deed = () => void | Promise<void>;

const services = ['auth', 'chat', 'video', 'storage'] as const;

describe('auth, chat, video and storage on a PgBouncer in transaction mode', () => {
  jest.setTimeout(180_000);
  const folder = temporaryFolder('pooled-faults');
  const others: ServiceProcess[] = [];
  let pooled: PooledDatabase;
  let scene: ChatScene;
  let [ada, bob]: Session[] = [];
  let place: string;

  beforeAll(async () => {
    scene = await ChatScene.start({
      database: async (postgres) => {
        pooled = await PooledDatabase.start(postgres, 2, services);
        return (app) => pooled.environmentOf(app);
      },
    });
    const behind = { REDIS_URL: scene.redis.url, AUTH_URL: scene.auth.url, CHAT_URL: scene.chat(0).url };
    for (const app of ['video', 'storage'] as const) {
      const env = { ...behind, NODE_ENV: 'development', STORAGE_DIR: folder, ...pooled.environmentOf(app) };
      others.push(await startService(app, { env }));
    }
    [ada, bob] = await Promise.all((await scene.people(2)).map((person) => scene.signIn(person)));
    place = await scene.conversation(ada as Session, 'direct', [(bob as Session).person]);
    for (const app of services) await ready(app, 200);
  }, 240_000);
  afterAll(async () => {
    pooled?.pgbouncer.thaw();
    scene?.postgres.thaw();
    await Promise.all(others.map((service) => service.close()));
    await scene?.close();
    await pooled?.pgbouncer.close();
    await removeFolder(folder);
  }, 60_000);

  const processOf = (app: Service): ServiceProcess =>
    ({ auth: scene.auth, chat: scene.chat(0), video: others[0], storage: others[1] })[app] as ServiceProcess;
  const ready = (app: Service, wanted: 200 | 503): Promise<unknown> =>
    until(
      `${app} to say ${wanted}`,
      async () => (await scene.askOf(processOf(app), 'GET', '/health/ready', {})).status === wanted,
      patience,
    );

  let asked = 0;
  /** One thing each of them needs its record for. */
  function ask(app: Service): Promise<HttpAnswer> {
    asked += 1;
    const [method, path, body] = (
      {
        auth: ['PATCH', '/v1/users/me', { display_name: `Ada ${asked}` }],
        chat: ['POST', `/v1/conversations/${place}/messages`, { client_msg_id: `id-${asked}`, body: 'Said' }],
        video: ['GET', '/v1/calls', undefined],
        storage: [
          'POST',
          '/v1/uploads',
          { name: `${asked}.bin`, size: 64, mime: 'application/octet-stream' },
        ],
      } as const
    )[app];
    return scene.askOf(processOf(app), method, path, { as: ada, body });
  }
  const isDone = async (app: Service): Promise<boolean> => (await ask(app)).status < 300;

  it('begin and end calls, and keep files', async () => {
    const call = { conversation_id: place, call_type: 'audio' };
    const begun = await scene.askOf(processOf('video'), 'POST', '/v1/calls/initiate', {
      as: ada,
      body: call,
    });
    expect(begun).toMatchObject({ status: 201, json: { call_id: expect.any(String) } });
    const { call_id: id } = begun.json as { call_id: string };
    const cancelled = await scene.askOf(processOf('video'), 'POST', `/v1/calls/${id}/cancel`, { as: ada });
    expect(cancelled.status).toBe(200);
    const upload = await ask('storage');
    expect(upload.status).toBe(201);
    const { id: file } = upload.json as { id: string };
    const dropped = await scene.askOf(processOf('storage'), 'DELETE', `/v1/uploads/${file}`, { as: ada });
    expect(dropped.status).toBe(204);
  });

  it.each<readonly [string, Deed, Deed]>([
    ['PgBouncer is frozen', () => pooled.pgbouncer.freeze(), () => pooled.pgbouncer.thaw()],
    ['PgBouncer is killed', () => pooled.pgbouncer.kill(), () => pooled.pgbouncer.start()],
    ['PostgreSQL is frozen behind it', () => scene.postgres.freeze(), () => scene.postgres.thaw()],
    ['PostgreSQL is killed behind it', () => scene.postgres.kill(), () => scene.postgres.start()],
  ])('answer in time with a declared code while %s, are not ready, and come back', async (_, begin, end) => {
    for (const app of services) await until(`${app} to be well`, () => isDone(app), patience);
    await begin();
    const answers = await Promise.all(
      services.flatMap((app) =>
        [1, 2, 3].map(async () => {
          const from = performance.now();
          const { status, json } = await ask(app);
          const { code } = json as { code?: string };
          return { app, status, code, isInTime: performance.now() - from < longestMs + slackMs };
        }),
      ),
    );
    const code = expect.stringMatching(/^database_(timeout|unavailable)$|^send_uncertain$/) as string;
    expect(answers).toEqual(answers.map(({ app }) => ({ app, status: 503, code, isInTime: true })));
    await Promise.all(services.map((app) => ready(app, 503)));
    await end();
    await Promise.all(services.map((app) => ready(app, 200)));
    for (const app of services) await until(`${app} to be well`, () => isDone(app), patience);
  });
});
