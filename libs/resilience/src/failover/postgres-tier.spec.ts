import { Logger } from '@nestjs/common';
import {
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { Pool } from 'pg';
import { type FailoverCall } from './failover-call';
import { type FailoverScene, failoverScene } from './failover-scene.contract';
import { type FailoverStore } from './failover-store';

const maxConcurrent = 8;

describe('the PostgreSQL tier while Redis is frozen', () => {
  let redis: RedisServer;
  let postgres: PostgresServer;
  let scene: FailoverScene;
  let names: FailoverStore;
  let pool: Pool;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
    await postgres.sql('create table names (id int primary key, name text)');
    await postgres.sql(`insert into names select id, 'name ' || id from generate_series(0, 99) id`);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([redis.close(), postgres.close()]);
  });

  beforeEach(async () => {
    pool = new Pool({ connectionString: postgres.url, max: 50, connectionTimeoutMillis: 10_000 });
    pool.on('error', () => undefined);
    scene = await failoverScene(redis, { bulkhead: { maxConcurrent, deadlineMs: 10_000 } });
    names = scene.failover.store({ name: 'names', guarantees: { postgres: 'as written, slower' } });
    redis.freeze();
  });
  afterEach(async () => {
    redis.thaw();
    postgres.thaw();
    scene.stop();
    await pool.end();
  });

  const text = 'select name, pg_sleep(0.02) from names where id = $1';
  const query = async (id: number) => (await pool.query<{ name: string }>(text, [id])).rows[0]?.name;
  const sleeping = async () =>
    (await pool.query("select 1 from pg_stat_activity where wait_event = 'PgSleep'")).rowCount;
  const never = () => redis.command('GET', 'x') as Promise<never>;
  const read = (id: number, call: Partial<FailoverCall<string | undefined>> = {}) =>
    names.call('names.read', {
      kind: 'read',
      redis: never,
      postgres: () => query(id),
      key: `${id}`,
      ...call,
    });

  it('is asked ten times for 1,000 reads of ten keys, and never by more than its bulkhead lets through', async () => {
    let queries = 0;
    let atOnce = 0;
    const counted = (id: number) => async () => {
      queries += 1;
      const name = await query(id);
      atOnce = Math.max(atOnce, pool.totalCount - pool.idleCount);
      return name;
    };
    const calls = Array.from({ length: 1_000 }, (_, index) =>
      read(index % 10, { postgres: counted(index % 10) }),
    );
    const answers = await Promise.all(calls);
    expect(answers.every((name, index) => name === `name ${index % 10}`)).toBe(true);
    expect(queries).toBe(10);
    expect(atOnce).toBeLessThanOrEqual(maxConcurrent);
    expect(pool.totalCount).toBeLessThanOrEqual(maxConcurrent);
    expect(names.tier).toBe('postgres');
    expect(scene.failover.bulkhead).toMatchObject({ running: 0, queued: 0 });
  });

  it('is never asked by more at once than its bulkhead lets through, different as the keys may be', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => read(index % 100, { key: `${index}` })),
    );
    expect(new Set(answers).size).toBe(100);
    expect(pool.totalCount).toBeLessThanOrEqual(maxConcurrent);
  });

  it('shows a reader what was written before it asked, also while an older read is under way', async () => {
    const write = (name: string) => () =>
      pool.query('update names set name = $1 where id = 1', [name]).then(() => undefined);
    const put = (name: string) => names.write('names.put', { redis: never, postgres: write(name), key: '1' });
    await put('old');
    const before = read(1);
    await put('new');
    expect(await read(1)).toBe('new');
    await before;
  });

  it('shows a reader what was written before it asked, also where only reads rest and Redis took the write', async () => {
    redis.thaw();
    await until('normal', () => scene.health.state === 'normal');
    scene.breakers.control('read', 'force-open');
    const record = (name: string) => pool.query('update names set name = $1 where id = 4', [name]);
    await record('old');
    let begun = false;
    const slowly = () => {
      begun = true;
      return pool
        .query<{ name: string }>('select name, pg_sleep(0.5) from names where id = 4')
        .then(({ rows }) => rows[0]?.name);
    };
    const before = read(4, { postgres: slowly });
    await until('the query to be under way', () => begun && scene.failover.bulkhead.running === 1);
    await until('PostgreSQL to work on it', async () => (await sleeping()) === 1);
    await record('new');
    await names.writeRecorded('names.put', {
      redis: () => redis.command('SET', '4', 'new'),
      keep: () => undefined,
      key: '4',
    });
    expect(await read(4)).toBe('new');
    expect(await before).toBe('old');
  });

  it('goes on for the others when one of them gives up', async () => {
    const gone = new AbortController();
    const given = read(3, { signal: gone.signal });
    const waiting = read(3);
    gone.abort(new Error('not wanted any more'));
    await expect(given).rejects.toThrow('not wanted any more');
    expect(await waiting).toBe('name 3');
  });

  it('leads on to memory when it is away too, and lets its bugs surface', async () => {
    const memory = () => 'from memory';
    const bug = () => pool.query('select nothing from nowhere').then(() => '');
    await expect(read(1, { memory, postgres: bug })).rejects.toMatchObject({ code: '42P01' });
    await postgres.kill();
    expect(await read(1, { memory })).toBe('from memory');
    await expect(read(1)).rejects.toThrow(/ECONNREFUSED|terminated/);
    expect(names.tier).toBe('memory');
    await postgres.start();
    await until('PostgreSQL', () =>
      read(2).then(
        () => true,
        () => false,
      ),
    );
    expect(names.tier).toBe('postgres');
  });

  it('settles everybody when it hangs too, from memory where there is some', async () => {
    scene.stop();
    redis.thaw();
    scene = await failoverScene(redis, { bulkhead: { maxConcurrent: 2, maxQueued: 10, deadlineMs: 200 } });
    names = scene.failover.store({ name: 'names', guarantees: {} });
    await query(1);
    redis.freeze();
    postgres.freeze();
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        read(index, index % 2 ? { memory: () => 'from memory' } : {}).catch(
          (error: { code: string }) => error.code,
        ),
      ),
    );
    const told = new Set(outcomes);
    told.delete('postgres_resting'); // Who came after the fifth had failed.
    expect([...told].sort()).toEqual(['bulkhead_full', 'from memory', 'postgres_late']);
    expect(outcomes.filter((outcome) => outcome === 'from memory')).toHaveLength(50);
  });

  it('is left alone once it fails time after time, so that nobody waits for either, and is asked again by itself', async () => {
    let asked = 0;
    const counted = () => {
      asked += 1;
      return query(1);
    };
    await postgres.kill();
    for (let index = 0; index < 50; index += 1)
      expect(await read(index, { postgres: counted, memory: () => 'from memory' })).toBe('from memory');
    expect(asked).toBe(5);
    await expect(read(1)).rejects.toMatchObject({ code: 'postgres_resting' });
    expect(scene.failover.postgresBreaker.state).toBe('open');
    await postgres.start();
    await until(
      'PostgreSQL to be asked again',
      async () => (await read(7, { memory: () => '' })) === 'name 7',
    );
    expect(scene.failover.postgresBreaker.state).toBe('closed');
  });

  it('is not left alone for bugs, nor for a crowd before it', async () => {
    const bug = () => pool.query('select nothing from nowhere').then(() => '');
    for (let index = 0; index < 10; index += 1)
      await expect(read(1, { postgres: bug })).rejects.toMatchObject({ code: '42P01' });
    scene.stop();
    redis.thaw();
    scene = await failoverScene(redis, { bulkhead: { maxConcurrent: 1, maxQueued: 1 } });
    names = scene.failover.store({ name: 'names', guarantees: {} });
    redis.freeze();
    const crowd = Array.from({ length: 30 }, (_, index) => read(index, { memory: () => 'from memory' }));
    expect((await Promise.all(crowd)).filter((name) => name === 'from memory')).toHaveLength(28);
    expect(scene.failover.postgresBreaker.state).toBe('closed');
  });
});
