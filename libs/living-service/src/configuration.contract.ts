import { type ServiceName } from '@secureconnect/contracts';
import { freePort, httpClient, startService, until } from '@secureconnect/testing';
import { createServer } from 'node:net';
import { startSurroundings, type Surroundings, withService } from './surroundings';

/** Runs a service that can't start and gives what it said. */
async function failure(
  app: ServiceName,
  env: NodeJS.ProcessEnv,
  port?: number,
): Promise<{ code: unknown; log: string }> {
  const service = await startService(app, { env, port });
  const { code } = await service.exited;
  const log = service.log();
  await service.close();
  return { code, log };
}

/** How a service takes its configuration. */
export function describeConfiguration(app: ServiceName): void {
  describe('when its configuration is wrong', () => {
    it('lists every fault in one message, without secrets, and exits with 1', async () => {
      const wrong = {
        PORT: 'eighty',
        LOG_LEVEL: 'loud',
        DATABASE_POOL_SIZE: '0',
        DATABASE_URL: 'mysql://root:hush-hush@db/x',
        CORS_ORIGINS: 'https://ok.example,nonsense',
      };
      const { code, log } = await failure(app, wrong);
      expect(code).toBe(1);
      for (const name of Object.keys(wrong)) expect(log).toContain(`- ${name} must `);
      expect(log).toContain('5 faults');
      expect(log).not.toContain('hush-hush');
      expect(log).not.toMatch(/^\s+at /m);
    });

    it('has no default secret in production', async () => {
      const { code, log } = await failure(app, { NODE_ENV: 'production', DATABASE_URL: '' });
      expect(code).toBe(1);
      expect(log).toContain('DATABASE_URL must be set');
    });

    it('says in one sentence that its port is taken', async () => {
      const port = await freePort();
      const holder = createServer().listen(port, '127.0.0.1');
      const { code, log } = await failure(app, { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x' }, port);
      holder.close();
      expect(code).toBe(1);
      expect(log).toContain(`Cannot listen on 127.0.0.1:${port}: another process already listens there.`);
      expect(log).not.toMatch(/^\s+at /m);
    });
  });

  describe('in production, with a schema nobody has migrated', () => {
    const held = {} as { surroundings: Surroundings };
    beforeAll(async () => (held.surroundings = await startSurroundings(app)));
    afterAll(() => held.surroundings.close());

    it('lives, is not ready, says what to run, and becomes ready when that was done', async () => {
      const service = await held.surroundings.start({ NODE_ENV: 'production' });
      await service.ready({ path: '/health/live' });
      const http = httpClient(service.url);
      await until('the reason', () => service.log().includes('npm run migrate'));
      const answer = await http.get('/health/ready');
      expect(answer.status).toBe(503);
      expect(answer.text).toContain('npm run migrate');
      expect(await held.surroundings.run('migrate')).toContain(`${app}: schema ${app} applied `);
      expect(await held.surroundings.run('migrate')).toBe(`${app}: schema ${app} is up to date\n`);
      await until('ready', async () => (await http.get('/health/ready')).status === 200);
    });
  });

  describe('in production', () => {
    const held = withService(app, { NODE_ENV: 'production', MIGRATE_ON_START: 'true' });

    it('logs JSON, one object a line, with service and request id and without what a client typed as a secret', async () => {
      const secret = 'hush-hush-hush';
      await fetch(`${held.service.url}/nope?token=${secret}`, {
        headers: { authorization: `Bearer ${secret}` },
      });
      const lines = () => held.service.log().trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore
      const line = await until('the line of the request', () => lines().find(({ status }) => status === 404));
      expect(line).toMatchObject({ request_id: expect.any(String), route: 'none' });
      expect(lines().every(({ service, level }) => service === app && typeof level === 'string')).toBe(true);
      expect(held.service.log()).not.toContain(secret);
    });
  });
}
