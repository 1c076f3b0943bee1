import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { redisVariables } from '@secureconnect/redis';
import {
  freePort,
  httpClient,
  type PostgresServer,
  type RedisServer,
  removeFolder,
  startCluster,
  startPostgres,
  startRedis,
  startSentinel,
  temporaryFolder,
  until,
} from '@secureconnect/testing';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { platformSettings, type PlatformValues } from '../config/platform.settings';
import { readSettings } from '../config/read-settings';
import { createApplication } from './create-application';
import { demoService } from './demo.contract';
import { settingsOf } from './service-definition';

/** All a service is told; the times are those of a busy machine, the address is what each test is about. */
const environment = {
  PORT: '0',
  REDIS_HEALTH_CHECK_INTERVAL: '1',
  REDIS_CONNECT_TIMEOUT: '3000',
  REDIS_COMMAND_TIMEOUT: '1000',
};

const apps: NestFastifyApplication[] = [];
let postgres: PostgresServer;

async function start(env: Record<string, string>): Promise<() => Promise<unknown>> {
  const values = readSettings('demo', settingsOf(demoService), {
    ...environment,
    DATABASE_URL: postgres.url,
    ...env,
  }) as PlatformValues;
  const app = await createApplication(demoService, values, pino({ level: 'silent' }));
  apps.push(app);
  await app.listen(0, '127.0.0.1');
  const http = httpClient(await app.getUrl());
  return async () => ((await http.get('/health')).json as { mode: string }).mode;
}

/** The variables that the page on Redis recommends under a heading. */
function documented(heading: string): Record<string, string> {
  const page = readFileSync(join(__dirname, '../../../../docs/operating/redis.md'), 'utf8');
  const [, block = ''] = new RegExp(`## ${heading}\n[^#]*?\`\`\`sh\n([^\`]*)`).exec(page) ?? [];
  return Object.fromEntries(block.trim().split('\n').map((line) => line.split('=', 2))) as Record<string, string>; // prettier-ignore
}

const becomes = (mode: string, ask: () => Promise<unknown>) =>
  until(`the service to be ${mode}`, async () => (await ask()) === mode, { timeout: 20_000 });

const listed = (addresses: readonly { host: string; port: number }[]) =>
  addresses.map(({ host, port }) => `${host}:${port}`).join(',');

beforeAll(async () => {
  postgres = await startPostgres();
});
afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));
afterAll(() => postgres.close());

describe('a service told of Redis by its environment alone', () => {
  it('may set every variable that Redis is configured with', () => {
    expect(Object.keys(platformSettings(1))).toEqual(expect.arrayContaining(Object.keys(redisVariables)));
  });

  it('is normal with the master that Sentinels name, also after another one was chosen', async () => {
    const group = await startSentinel();
    const named = { REDIS_SENTINELS: listed(group.addresses), REDIS_SENTINEL_NAME: group.name };
    expect(Object.keys(documented('Sentinel'))).toEqual(Object.keys(named));
    const mode = await start({ ...documented('Sentinel'), ...named });
    await becomes('normal', mode);
    const master = await group.master();
    await master.kill();
    await becomes('degraded', mode);
    await becomes('normal', mode);
    expect(await group.master()).not.toBe(master);
    await group.close();
  }, 60_000);

  it('is normal with a Cluster of three masters', async () => {
    const cluster = await startCluster({ masters: 3, replicas: 0 });
    const named = { REDIS_CLUSTER_NODES: listed(cluster.addresses) };
    expect(documented('Cluster')).toHaveProperty('REDIS_CLUSTER_NODES');
    const mode = await start({ ...documented('Cluster'), ...named });
    await becomes('normal', mode);
    await cluster.close();
  }, 60_000);

  describe('when Redis speaks TLS and knows users', () => {
    const dir = temporaryFolder('tls');
    const [cert, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
    let redis: RedisServer;
    let port: number;

    beforeAll(async () => {
      const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
      const subject = ['-subj', '/CN=redis', '-addext', 'subjectAltName=DNS:redis.test'];
      const files = ['-keyout', key, '-out', cert];
      execFileSync('openssl', ['req', '-x509', ...kind, ...files, ...subject], { stdio: 'pipe' });
      port = await freePort();
      const tls = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert];
      redis = await startRedis({ args: ['--tls-port', String(port), ...tls, '--tls-auth-clients', 'no'] });
      await redis.command('ACL', 'SETUSER', 'app', 'on', '>secret', '~*', '&*', '+@all', '-@admin');
    });
    afterAll(async () => {
      await redis.close();
      await removeFolder(dir);
    });

    const secure = () => ({
      REDIS_PORT: String(port),
      REDIS_TLS: 'true',
      REDIS_TLS_CA: cert,
      REDIS_TLS_SERVERNAME: 'redis.test',
      REDIS_USERNAME: 'app',
      REDIS_PASSWORD: 'secret',
    });

    it('is normal with its authority, its name, a user and a password', async () => {
      await becomes('normal', await start(secure()));
    });

    it.each([
      ['the password is wrong', { REDIS_PASSWORD: 'wrong' }],
      ['a stranger signed the certificate', { REDIS_TLS_CA: '' }],
    ])('is degraded when %s', async (_name, change) => {
      expect(await (await start({ ...secure(), ...change }))()).toBe('degraded');
    });
  });
});
