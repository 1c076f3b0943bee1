import { type ServiceName } from '@secureconnect/contracts';
import { httpClient, startLoad, until } from '@secureconnect/testing';
import { startSurroundings, withService, type Surroundings } from './surroundings';

const shortTimes = { DATABASE_STATEMENT_TIMEOUT_MS: '500', DATABASE_CONNECT_TIMEOUT_MS: '500' };

/** How a service lives while PostgreSQL is away, and afterwards. */
function describeLivingOn(app: ServiceName): void {
  const held = withService(app, shortTimes);

  describe('when PostgreSQL is killed under load and started again, three times', () => {
    const readiness = async () => (await httpClient(held.service.url).get('/health/ready')).status;

    it('answers everything in time with 200 or 503, ends no process and is ready again', async () => {
      const load = startLoad(`${held.service.url}/health/ready`, { connections: 8, deadline: 4_000 });
      for (let round = 0; round < 3; round += 1) {
        await held.surroundings.postgres.kill();
        await until('not ready', async () => (await readiness()) === 503);
        expect((await httpClient(held.service.url).get('/health/ready')).json).toMatchObject({
          code: 'not_ready',
          details: { components: { postgres: { status: 'down', last_error: expect.any(String) } } },
        });
        expect((await httpClient(held.service.url).get('/health/live')).status).toBe(200);
        await held.surroundings.postgres.start();
        await until('ready again', async () => (await readiness()) === 200);
      }
      const report = await load.stop();
      expect(report.hung).toBe(0);
      expect(report.errors).toEqual({});
      expect(Object.keys(report.byStatus).sort()).toEqual(['200', '503']);
      expect(held.service.running).toBe(true);
    });

    it('leaves no connection behind', async () => {
      const name = `secureconnect-${app}%`;
      const query = 'SELECT count(*)::int AS open FROM pg_stat_activity WHERE application_name LIKE $1';
      const [row] = await held.surroundings.postgres.sql<{ open: number }>(query, [name]);
      expect(row?.open).toBeGreaterThan(0);
      expect(row?.open).toBeLessThanOrEqual(11);
    });
  });

  describe('when PostgreSQL is frozen', () => {
    it('is not ready within its deadline, and ready again once it thaws', async () => {
      const http = httpClient(held.service.url);
      held.surroundings.postgres.freeze();
      await until('not ready', async () => (await http.get('/health/ready')).status === 503);
      expect((await http.get('/health/live')).status).toBe(200);
      held.surroundings.postgres.thaw();
      await until('ready again', async () => (await http.get('/health/ready')).status === 200);
    });
  });
}

/** How a service behaves while PostgreSQL is away. */
export function describeDatabaseLoss(app: ServiceName): void {
  describe('that is up', () => describeLivingOn(app));

  describe('when PostgreSQL is not there at the start', () => {
    let surroundings: Surroundings;
    beforeAll(async () => (surroundings = await startSurroundings(app)));
    afterAll(() => surroundings.close());

    it('runs, says why it is not ready, and becomes ready by itself', async () => {
      await surroundings.postgres.stop();
      const service = await surroundings.start();
      await service.ready({ path: '/health/live' });
      const http = httpClient(service.url);
      expect((await http.get('/health/ready')).json).toMatchObject({ code: 'not_ready' });
      expect((await http.get('/health')).status).toBe(503);
      await surroundings.postgres.start();
      await until('ready', async () => (await http.get('/health/ready')).status === 200);
    });
  });

  describe('when two instances start at once on an empty database', () => {
    let surroundings: Surroundings;
    beforeAll(async () => (surroundings = await startSurroundings(app)));
    afterAll(() => surroundings.close());

    it('both become ready, on one schema that only this service may touch', async () => {
      const services = await Promise.all([surroundings.start(), surroundings.start()]);
      await Promise.all(services.map((service) => service.ready()));
      const tables = await surroundings.postgres.sql<{ name: string }>(
        'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1',
        [app],
        surroundings.database,
      );
      expect(tables.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['migrations', 'idempotency_keys', 'redis_epochs']),
      );
      const [open] = await surroundings.postgres.sql<{ allowed: boolean }>(
        `SELECT has_schema_privilege('public', $1, 'USAGE') AS allowed`,
        [app],
        surroundings.database,
      );
      expect(open?.allowed).toBe(false);
    });
  });
}
