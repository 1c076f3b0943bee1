import { newId } from '@secureconnect/platform';
import { RedisUnavailableError } from '@secureconnect/resilience';
import {
  freePort,
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { type Client, Client as PgClient } from 'pg';
import { CreateSessions1763721000000 } from './create-sessions.migration';
import {
  keyNamed,
  normal,
  presentKeys,
  type SessionInstance,
  sessionOf,
  startSessionInstance,
} from './session-scene.contract';
import { sessionStoreContract } from './session-store.contract';

let postgres: PostgresServer;
let redis: RedisServer;
let nowhere: string;
const open: SessionInstance[] = [];

async function start(database: string, options: Partial<Parameters<typeof startSessionInstance>[0]> = {}) {
  const url = await postgres.createDatabase(database);
  const instance = await startSessionInstance({ postgres: url, redis: redis.url, ...options });
  open.push(instance);
  return instance;
}

const sql = (text: string, values: unknown[] = []) => postgres.sql(text, values, 'whole');

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  nowhere = `redis://127.0.0.1:${await freePort()}`;
}, 60_000);
afterAll(async () => {
  await Promise.all(open.map((instance) => instance.close()));
  await Promise.all([postgres.close(), redis.close()]);
});

describe('sessions in Redis and PostgreSQL', () => {
  let one: SessionInstance;
  let other: SessionInstance;
  beforeAll(async () => {
    one = await start('whole');
    other = await start('whole');
    await Promise.all([one, other].map(normal));
  });

  sessionStoreContract(() => [one, other]);

  it('are read by nobody who reads the table, Redis, or both', async () => {
    const { session, token } = await one.begin(sessionOf(newId()));
    const [row] = await sql('SELECT sessions::text AS text FROM auth.sessions WHERE id = $1', [session.id]);
    const held = String(await until('it to be there', () => redis.command('GET', `session:${session.id}`)));
    for (const text of [String(row?.['text']), held])
      for (const secret of ['Firefox', '192.0.2.7', token.slice(-60)]) expect(text).not.toContain(secret);
  });

  it('are in Redis again once one is asked for that was dropped there', async () => {
    const { session } = await one.begin(sessionOf(newId()));
    await redis.command('DEL', `session:${session.id}`);
    expect(await other.store.find(session.id)).toEqual(session);
    await until('it to be there', async () => (await redis.command('EXISTS', `session:${session.id}`)) === 1);
  });

  it('end when a token comes back that was replaced longer ago than an answer may be late', async () => {
    const { session, token } = await one.begin(sessionOf(newId()));
    await one.rotate(token);
    expect((await other.rotate(token)).outcome).toBe('replayed');
    await sql(`UPDATE auth.sessions SET rotated_at = rotated_at - interval '11 s' WHERE id = $1`, [
      session.id,
    ]);
    expect((await other.rotate(token)).outcome).toBe('reused');
  });

  it('are found though they are not active any more, until their refresh token has ended', async () => {
    const { session, token } = await one.begin(sessionOf(newId()));
    await sql(`UPDATE auth.sessions SET active_until = now() - interval '1 s' WHERE id = $1`, [session.id]);
    await redis.command('DEL', `session:${session.id}`);
    const found = await other.store.find(session.id);
    expect(found?.activeUntil).toBeLessThan(session.createdAt);
    expect((await other.store.touch(session.id))?.activeUntil).toBe(found?.activeUntil);
    await sql('UPDATE auth.sessions SET ends_at = now() WHERE id = $1', [session.id]);
    expect(await other.store.find(session.id)).toBeUndefined();
    expect(await other.rotate(token)).toEqual({ outcome: 'ended' });
  });

  it('are sealed anew with the next key, and nobody is logged out by it', async () => {
    const { session, token } = await one.begin(sessionOf(newId()));
    const next = await start('whole', { store: { keys: [keyNamed('next'), ...presentKeys] } });
    expect(await next.store.find(session.id)).toEqual(session);
    expect(await next.store.reseal()).toBeGreaterThan(0);
    expect(await next.store.reseal()).toBe(0);
    const alone = await start('whole', { store: { keys: [keyNamed('next')] } });
    expect(await alone.store.find(session.id)).toEqual(session);
    expect(await alone.rotate(token)).toEqual({ outcome: 'unknown' });
    const rotated = await next.rotate(token);
    expect((await alone.rotate('token' in rotated ? rotated.token : '')).outcome).toBe('rotated');
  });

  it('are forgotten a week after they ended, and no sooner', async () => {
    const userId = newId();
    const [old, young, live] = [
      await one.begin(sessionOf(userId)),
      await one.begin(sessionOf(userId)),
      await one.begin(sessionOf(userId)),
    ];
    for (const { session } of [old, young]) await one.end(userId, session.id);
    await sql(`UPDATE auth.sessions SET ended_at = now() - interval '169 h' WHERE id = $1`, [old.session.id]);
    expect(await one.store.cleanUp()).toBe(1);
    const left = await sql('SELECT id FROM auth.sessions WHERE user_id = $1 ORDER BY id', [userId]);
    expect(left.map(({ id }) => id as string)).toEqual([young.session.id, live.session.id]);
  });

  it('are counted as they begin, are refreshed and end', async () => {
    const userId = newId();
    const { session, token } = await one.begin(sessionOf(userId));
    await one.rotate(token);
    await one.end(userId, session.id);
    const text = await one.metrics.metrics();
    expect(text).toMatch(/^sessions_begun_total [1-9]/m);
    expect(text).toMatch(/^sessions_ended_total\{reason="ended"\} [1-9]/m);
    expect(text).toMatch(/^session_refreshes_total\{outcome="rotated"\} [1-9]/m);
    await until('them to be counted', async () =>
      /^sessions_active [1-9]/m.test(await one.metrics.metrics()),
    );
  });

  it('tell PostgreSQL of their use once in a while, and of what waits at the end', async () => {
    const brief = await start('whole', { store: { touchStepMs: 0, touchEveryMs: 240_000 } });
    const { session } = await brief.begin(sessionOf(newId()));
    const isNoted = async () => {
      const text = 'SELECT last_seen_at > created_at AS later FROM auth.sessions WHERE id = $1';
      return (await sql(text, [session.id]))[0]?.['later'] as boolean;
    };
    await normal(brief);
    for (let times = 0; times < 5; times += 1) await brief.store.touch(session.id);
    expect(await isNoted()).toBe(false);
    await brief.close();
    open.splice(open.indexOf(brief), 1);
    expect(await isNoted()).toBe(true);
  });
});

describe('sessions in PostgreSQL alone', () => {
  let one: SessionInstance;
  let other: SessionInstance;
  beforeAll(async () => {
    one = await start('alone', { redis: nowhere });
    other = await start('alone', { redis: nowhere });
  });

  sessionStoreContract(() => [one, other]);

  it('are refused without Redis where falling back is switched off', async () => {
    const closed = await start('alone', { redis: nowhere, fallbackEnabled: false });
    const { session } = await one.begin(sessionOf(newId()));
    await expect(closed.begin(sessionOf(newId()))).rejects.toThrow(RedisUnavailableError);
    await expect(closed.store.find(session.id)).rejects.toThrow(RedisUnavailableError);
  });
});

it('the migration can be taken back', async () => {
  const client: Client = new PgClient({ connectionString: await postgres.createDatabase('back') });
  await client.connect();
  const runner = { query: (text: string) => client.query(text) } as never;
  const migration = new CreateSessions1763721000000();
  await migration.up(runner);
  await migration.down(runner);
  const { rows } = await client.query(`SELECT 1 FROM pg_tables WHERE tablename = 'sessions'`);
  await client.end();
  expect(rows).toEqual([]);
});
