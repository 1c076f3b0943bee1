import { setTimeout as delay } from 'node:timers/promises';
import { type Logger } from '@nestjs/common';
import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { DatabaseHealth } from './database-health.service';

describe('when the health of the database is asked', () => {
  const deadlineMs = 300;
  const lines: string[] = [];
  let postgres: PostgresServer;
  let health: DatabaseHealth;
  const ours = (): Promise<{ pid: number }[]> =>
    postgres.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'probe'");

  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.close());
  beforeEach(() => {
    lines.length = 0;
    const keep = (line: string): number => lines.push(line);
    const logger = { log: keep, error: keep } as unknown as Logger;
    const connection = { connectionString: postgres.url, application_name: 'probe' };
    health = new DatabaseHealth(connection, deadlineMs, logger);
  });
  afterEach(() => health.onApplicationShutdown());

  it('a hundred askers share one question and one connection', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => health.check()));
    expect(new Set(answers).size).toBe(1);
    await health.check();
    expect(await ours()).toHaveLength(1);
    expect(lines).toEqual([]);
  });

  it('a connection that is ended behind its back, even in mid-question, is replaced, and that is no outage', async () => {
    await health.check();
    const [before] = await ours();
    let ending = true;
    const ended = (async () => {
      for (let times = 0; times < 10; times += 1) {
        await delay(30);
        await postgres.sql(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'probe'",
        );
      }
      ending = false;
    })();
    while (ending) expect(await health.check()).toMatchObject({ status: 'up' });
    await ended;
    const [now] = await ours();
    expect(now?.pid).not.toBe(before?.pid);
    expect(lines).toEqual([]);
  });

  it.each([
    ['while it is connected', true],
    ['before it ever was', false],
  ])(
    'a frozen PostgreSQL is down within the deadline %s, since the first failure',
    async (_when, connected) => {
      if (connected) await health.check();
      postgres.freeze();
      try {
        const asked = performance.now();
        const first = await health.check();
        expect(performance.now() - asked).toBeLessThan(2 * deadlineMs);
        expect(first).toMatchObject({ status: 'down' });
        const second = await health.check();
        expect(second).toMatchObject({ status: 'down', since: (first as { since: Date }).since });
      } finally {
        postgres.thaw();
      }
      await until('up', async () => (await health.check()).status === 'up');
      expect(lines).toEqual([
        expect.stringMatching(/^PostgreSQL is away: /),
        expect.stringMatching(/^PostgreSQL is back after [\d.]+ s$/),
      ]);
    },
  );

  it('once the service stops it keeps no connection and opens none', async () => {
    await health.check();
    health.onApplicationShutdown();
    expect(await health.check()).toMatchObject({ status: 'down' });
    await until('no connection', async () => (await ours()).length === 0);
    expect(lines).toEqual([]);
  });

  it('nor does it keep one that comes up while the service stops', async () => {
    const answer = health.check();
    health.onApplicationShutdown();
    expect(await answer).toMatchObject({ status: 'down' });
    await until('no connection', async () => (await ours()).length === 0);
    expect(lines).toEqual([]);
  });
});
