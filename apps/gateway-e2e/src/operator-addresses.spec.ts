import { type FleetStatus, type InstanceView, type OperatorAction } from '@secureconnect/contracts';
import {
  freePort,
  httpClient,
  type PostgresServer,
  type RedisServer,
  removeFolder,
} from '@secureconnect/testing';
import {
  type ServiceProcess,
  startPostgres,
  startRedis,
  startService,
  temporaryFolder,
  until,
} from '@secureconnect/testing';
import { Names } from './names.contract';

const token = 'a-token-of-the-operator-of-these-tests';
const name = 'auth-pods.test';
const [one, other] = ['127.0.0.1', '127.0.0.2'] as const;

describe('several instances behind one name', () => {
  jest.setTimeout(120_000);
  const folder = temporaryFolder('operator-addresses');
  const names = new Names(folder);
  let [postgres, redis]: [PostgresServer?, RedisServer?] = [];
  const services: ServiceProcess[] = [];
  let port: number;

  const start = async (app: string, own: NodeJS.ProcessEnv, at?: number) => {
    const env = {
      ...{
        DATABASE_URL: postgres?.url,
        REDIS_URL: redis?.url,
        NODE_ENV: 'development',
        OPERATOR_TOKEN: token,
      },
      ...{ MAIL_OUTBOX_DIR: folder, SMTP_URL: '', PUBLIC_URL: 'https://secure.example', ...own },
    };
    const place = at === undefined ? {} : { port: at };
    const service = await startService(app, { env, ...place, nodeArgs: names.nodeArgs });
    services.push(service);
    return service;
  };

  beforeAll(async () => {
    names.are({ [name]: [one, other] });
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    port = await freePort();
    await start('auth', {}, port);
    await start('auth', { HOST: other }, port);
  }, 120_000);
  afterAll(async () => {
    for (const service of services) if (service.running) service.signal('SIGCONT');
    await Promise.all(services.map((service) => service.close()));
    await Promise.all([postgres?.close(), redis?.close(), removeFolder(folder)]);
  }, 60_000);

  /** An operator who is signed in at a gateway. */
  const operatorOf = async (gateway: ServiceProcess) => {
    const headers = { 'x-operator-page': '1', 'content-type': 'application/json' };
    const client = httpClient(gateway.url);
    const body = JSON.stringify({ name: 'Ann', token });
    const session = await client.request('POST', '/operator/session', { headers, body });
    const cookie = String(session.headers['set-cookie']);
    const auths = async (): Promise<InstanceView[]> => {
      const { json } = await client.get('/operator/status', { headers: { cookie } });
      return (json as FleetStatus).instances.filter(({ service }) => service === 'auth');
    };
    const pull = async (pulled: object): Promise<OperatorAction[]> => {
      const request = {
        headers: { ...headers, cookie },
        body: JSON.stringify({ service: 'auth', ...pulled }),
      };
      return (await client.request('POST', '/operator/levers', request)).json.actions as OperatorAction[];
    };
    const standing = async (expected: readonly (readonly [string, string])[]) => {
      await until(`auth to be ${JSON.stringify(expected)}`, async () => {
        const now = (await auths()).map(({ origin, state }) => [origin, state]);
        if (JSON.stringify(now) !== JSON.stringify(expected)) throw new Error(JSON.stringify(now));
        return true;
      }, { timeout: 60_000, every: 200 }); // prettier-ignore
    };
    return { auths, pull, standing };
  };

  it.each([
    [
      'for operators alone',
      () => ({ AUTH_URL: `http://${one}:${port}`, INSTANCE_URLS: `auth=http://${name}:${port}` }),
    ],
    ['for all that the gateway sends', () => ({ AUTH_URL: `http://${name}:${port}` })],
  ])('that is %s are told apart, and a lever meets whom it is for', async (_what, env) => {
    names.are({ [name]: [one, other] });
    const gateway = await start('gateway', env());
    await gateway.ready({ path: '/health/live', timeout: 60_000 });
    const { auths, pull, standing } = await operatorOf(gateway);
    const [first, second] = [`http://${one}:${port}`, `http://${other}:${port}`];
    await standing([[first, 'normal'], [second, 'normal']]); // prettier-ignore
    expect(new Set((await auths()).map(({ report }) => report?.pid)).size).toBe(2);
    for (let again = 0; again < 5; again += 1)
      expect(await pull({ origin: second, lever: 'force-degraded' })).toMatchObject([{ is_done: true }]);
    await standing([[first, 'normal'], [second, 'forced']]); // prettier-ignore
    const all = await pull({ lever: 'release' });
    expect(all.map(({ origin, outcome }) => `${origin} ${outcome}`).sort()).toEqual([`${first} it was not held`, `${second} released`]); // prettier-ignore
    await standing([[first, 'normal'], [second, 'normal']]); // prettier-ignore
    names.are({ [name]: [one] });
    await standing([[`http://${name}:${port}`, 'normal']]);
    names.are({});
    await standing([[`http://${name}:${port}`, 'normal']]);
  });

  it('lets no lever meet a process that took the address of whom it is for', async () => {
    names.are({ [name]: [one, other] });
    const gateway = await start('gateway', { AUTH_URL: `http://${name}:${port}` });
    await gateway.ready({ path: '/health/live', timeout: 60_000 });
    const { pull, standing } = await operatorOf(gateway);
    const [first, second] = [`http://${one}:${port}`, `http://${other}:${port}`];
    await standing([[first, 'normal'], [second, 'normal']]); // prettier-ignore
    await services[1]?.close();
    await start('auth', { HOST: other }, port);
    const answers = async () => (await httpClient(second).get('/health/ready')).status === 200;
    await until('the next process there', answers, { timeout: 60_000, every: 200 });
    const outcome = 'failed: another instance answered there, and did nothing';
    expect(await pull({ origin: second, lever: 'force-degraded' })).toMatchObject([
      { is_done: false, outcome },
    ]);
    const isMet = async () => (await pull({ origin: second, lever: 'probe' }))[0]?.is_done;
    await until('the next process to be known', isMet, { timeout: 60_000, every: 200 });
    await standing([[first, 'normal'], [second, 'normal']]); // prettier-ignore
  });
});
