import { setTimeout as delay } from 'node:timers/promises';
import { type BoundedClient } from '../bounded-client.adapter';
import { longestMs, PooledScene } from './pooled-scene.contract';

/** Of a busy machine, on top of what may be waited for. */
const slackMs = 2_000;
const settings = {
  ...{ pool_mode: 'transaction', default_pool_size: '2', query_wait_timeout: '1' },
  ...{ server_login_retry: '1', server_connect_timeout: '2' },
};

let scene: PooledScene;
beforeAll(async () => void (scene = await PooledScene.start(settings)), 60_000);
afterAll(() => scene.close(), 30_000);

interface Fault {
  readonly begin: () => void | Promise<void>;
  readonly end: () => void | Promise<void>;
}

const faults: readonly (readonly [string, () => Fault])[] = [
  [
    'PgBouncer is frozen',
    () => ({ begin: () => scene.pgbouncer.freeze(), end: () => scene.pgbouncer.thaw() }),
  ],
  [
    'PgBouncer is killed',
    () => ({ begin: () => scene.pgbouncer.kill(), end: () => scene.pgbouncer.start() }),
  ],
  [
    'PostgreSQL is frozen behind it',
    () => ({ begin: () => scene.postgres.freeze(), end: () => scene.postgres.thaw() }),
  ],
  [
    'PostgreSQL is killed behind it',
    () => ({ begin: () => scene.postgres.kill(), end: () => scene.postgres.start() }),
  ],
];

describe('behind a PgBouncer in transaction mode', () => {
  it.each(faults)(
    'all are answered in time while %s, nothing that was promised is lost, and it comes back by itself',
    async (_, fault) => {
      const { begin, end } = fault();
      await scene.counts('up');
      const stop = scene.load();
      await delay(200);
      await begin();
      await scene.counts('down');
      await delay(3_000);
      expect(await scene.health.check()).toMatchObject({ status: 'down' });
      await end();
      await scene.counts('up');
      const answers = await stop();
      const codes = new Set(answers.flatMap(({ code }) => code ?? []));
      expect([...codes].filter((code) => !/^database_(timeout|unavailable)$/.test(code))).toEqual([]);
      expect(codes.size).toBeGreaterThan(0);
      expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(longestMs + slackMs);
      expect(await scene.lost(answers)).toEqual([]);
      await scene.settled();
      const after = await Promise.all(Array.from({ length: 12 }, () => scene.add('afterwards')));
      expect(after.flatMap(({ code }) => code ?? [])).toEqual([]);
    },
    90_000,
  );

  it('all of whose connections are busy PostgreSQL counts as up, and again as down once it is gone', async () => {
    await scene.counts('up');
    const rest = scene.occupy();
    try {
      await delay(1_000);
      for (let times = 0; times < 5; times += 1)
        expect(await scene.health.check()).toMatchObject({ status: 'up' });
      await scene.postgres.kill();
      await scene.counts('down');
    } finally {
      await rest();
      await scene.postgres.start();
    }
    await scene.counts('up');
  }, 60_000);

  it('that lets in and hands on to nobody PostgreSQL counts as down, though it answers past it', async () => {
    await scene.counts('up');
    await scene.pgbouncer.console('PAUSE');
    try {
      await delay(1_500);
      for (let times = 0; times < 3; times += 1)
        expect(await scene.health.check()).toMatchObject({ status: 'down' });
    } finally {
      await scene.pgbouncer.console('RESUME');
    }
    await scene.counts('up');
  }, 60_000);

  it('who is to be alone for longer than a transaction is, though its connections are lent to all', async () => {
    await scene.counts('up');
    const { locks } = scene;
    const others = await locks.alone('move', () =>
      Promise.all(Array.from({ length: 6 }, () => locks.alone('move', () => Promise.resolve('not alone')))),
    );
    expect(others).toEqual(Array(6).fill(undefined));
    expect(await locks.alone('move', () => Promise.resolve('afterwards'))).toBe('afterwards');
  });

  it('nothing of somebody who goes away in a transaction is left to whoever has the connection next', async () => {
    await scene.counts('up');
    const seen = `SELECT current_user AS role, current_setting('search_path') AS path,
      current_setting('statement_timeout') AS limit, (SELECT count(*)::int FROM notes WHERE body = 'left') AS notes,
      (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory') AS locks`;
    const careless = scene.runner();
    await careless.query('BEGIN');
    await careless.query(
      "SELECT set_config('search_path', 'public', true), set_config('statement_timeout', '1h', true)",
    );
    await careless.query('SELECT pg_advisory_xact_lock(42)');
    await careless.query("INSERT INTO chat.notes VALUES (gen_random_uuid(), 'left')");
    ((await careless.connect()) as BoundedClient).abandon();
    await careless.release();
    await scene.settled();
    const next = Array.from({ length: 6 }, () => scene.runner());
    for (const runner of next) {
      const [row] = (await runner.query(seen)) as object[];
      expect(row).toEqual({ role: 'secureconnect_chat', path: 'chat', limit: '600ms', notes: 0, locks: 0 });
    }
    await Promise.all(next.map((runner) => runner.release()));
  });
});
