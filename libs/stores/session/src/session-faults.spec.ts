import { newId } from '@secureconnect/platform';
import {
  type FaultProxy,
  type PostgresServer,
  type RedisServer,
  startFaultProxy,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { normal, type SessionInstance, sessionOf, startSessionInstance } from './session-scene.contract';

let postgres: PostgresServer;
let redis: RedisServer;
/** Between the first instance and its servers. */
let toRedis: FaultProxy;
let toPostgres: FaultProxy;
let one: SessionInstance;
let other: SessionInstance;

/** So that what Redis lacks is in PostgreSQL soon. */
const store = { touchStepMs: 0, touchEveryMs: 1_200 };
const held = async (id: string) => String(await redis.command('GET', `session:${id}`));
const isLost = (instance: SessionInstance) =>
  until('it to be noticed', () => instance.health.state !== 'normal');
const everywhere = () => Promise.all([one, other].map(normal));

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  [toRedis, toPostgres] = await Promise.all([
    startFaultProxy({ target: redis.url }),
    startFaultProxy({ target: postgres.url }),
  ]);
  const through = { postgres: toPostgres.through(postgres.url), redis: toRedis.through(redis.url), store };
  one = await startSessionInstance(through);
  other = await startSessionInstance({ postgres: postgres.url, redis: redis.url, store });
}, 60_000);
beforeEach(everywhere);
afterAll(async () => {
  await Promise.all([one.close(), other.close()]);
  await Promise.all([toRedis.close(), toPostgres.close()]);
  await Promise.all([postgres.close(), redis.close()]);
});

const faults: [string, () => Promise<unknown> | void, () => Promise<unknown> | void][] = [
  ['is killed and comes back empty', () => redis.kill(), () => redis.start()],
  ['hangs', () => redis.freeze(), () => redis.thaw()],
  ['refuses writes', () => redis.readOnly(true), () => redis.readOnly(false)],
  [
    'is killed and comes back with what it had before',
    async () => {
      await redis.command('SAVE');
      await redis.kill();
    },
    () => redis.start(),
  ],
];

describe.each(faults)('when Redis %s', (_name, lose, restore) => {
  it('sessions from before and from meanwhile are served, rotated and ended, then and afterwards', async () => {
    const userId = newId();
    const [kept, gone] = [await one.begin(sessionOf(userId)), await one.begin(sessionOf(userId))];
    // Nobody asks for this one until Redis must have it again.
    const still = await one.begin(sessionOf(userId));
    await lose();
    // At once: the first call that meets the fault is served as well.
    for (const { store: at } of [one, other]) expect((await at.find(kept.session.id))?.userId).toBe(userId);
    const meanwhile = await other.begin(sessionOf(userId));
    expect(await one.end(userId, gone.session.id)).toBe(true);
    const rotated = await other.rotate(kept.token);
    expect(rotated).toMatchObject({ outcome: 'rotated' });
    expect(await one.rotate(kept.token)).toMatchObject({ outcome: 'replayed' });
    await one.store.touch(meanwhile.session.id);
    const check = async () => {
      for (const { store: at } of [one, other]) {
        await until('the end to be known', async () => (await at.find(gone.session.id)) === undefined);
        expect((await at.find(meanwhile.session.id))?.userId).toBe(userId);
        const token = 'token' in rotated ? rotated.token : '';
        expect((await at.findByToken(token))?.id).toBe(kept.session.id);
      }
    };
    await check();
    await until('PostgreSQL to know of the use', async () => {
      const [listed] = await other.store.list(userId);
      return listed?.id === meanwhile.session.id && listed.lastSeenAt > meanwhile.session.lastSeenAt;
    });
    await restore();
    await everywhere();
    await until('Redis to have all', async () => {
      const states = await Promise.all([kept, meanwhile, gone, still].map(({ session }) => held(session.id)));
      return (
        states[0]?.startsWith('2|') &&
        states[1]?.includes('|') &&
        states[2]?.startsWith('e') &&
        states[3]?.includes('|')
      );
    });
    await check();
  });
});

it('a session is found though somebody has just emptied Redis, and is in Redis again', async () => {
  const { session } = await one.begin(sessionOf(newId()));
  await redis.flush();
  for (const { store: at } of [one, other]) expect((await at.find(session.id))?.id).toBe(session.id);
  await until('Redis to have it', async () => (await held(session.id)).includes('|'));
});

describe('when one instance alone has lost Redis', () => {
  it('what it ends is not found on another, whose Redis knows better, nor by one that starts later', async () => {
    const userId = newId();
    await everywhere();
    const { session } = await other.begin(sessionOf(userId));
    toRedis.blackhole();
    await isLost(one);
    await one.end(userId, session.id);
    expect(await held(session.id)).toContain('|');
    await until('the other to hear of it', async () => (await other.store.find(session.id)) === undefined);
    expect(await other.store.touch(session.id)).toBeUndefined();
    const later = await startSessionInstance({ postgres: postgres.url, redis: redis.url, store });
    await until('it to be read', async () => (await later.store.find(session.id)) === undefined);
    await later.close();
    await toRedis.heal();
    await normal(one);
    await until('Redis to know as well', async () => (await held(session.id)).startsWith('e'));
  });
});

it('an instance that heard nothing for a while reads what ended meanwhile', async () => {
  const { session } = await other.begin(sessionOf(newId()));
  await postgres.sql(
    `UPDATE auth.sessions SET ended_at = now(), ended_for = 'ended', written_at = now() WHERE id = $1`,
    [session.id],
  );
  expect((await other.store.find(session.id))?.id).toBe(session.id);
  const others = `backend_type = 'client backend' AND pid <> pg_backend_pid()`;
  await postgres.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${others}`);
  await until('it to be read', async () => (await other.store.find(session.id)) === undefined);
});

describe('when nobody can say whether an end was committed', () => {
  const losing = (lose: () => void) => async (userId: string, id: string) => {
    const ending = one.transactions.run(async (within) => {
      await one.store.end(userId, id, within);
      lose();
    });
    await expect(ending).rejects.toThrow();
    await toPostgres.heal();
  };

  it('and it was, the session is not found any more, and Redis learns of it', async () => {
    const userId = newId();
    const { session } = await one.begin(sessionOf(userId));
    await losing(() => toPostgres.dropReplies({ thenReset: true }))(userId, session.id);
    // Whoever answers first must not be Redis, which has heard of nothing.
    const answer = await until('an answer', async () => ({ found: await one.store.find(session.id) }));
    expect(answer.found).toBeUndefined();
    await until('Redis to know', async () => (await held(session.id)).startsWith('e'));
    expect(await other.store.find(session.id)).toBeUndefined();
  });

  it('and it was not, the session goes on', async () => {
    const userId = newId();
    const { session } = await one.begin(sessionOf(userId));
    await losing(() => toPostgres.reset())(userId, session.id);
    await until('it to be found', async () => (await one.store.find(session.id))?.id === session.id);
    expect((await held(session.id)).startsWith('e')).toBe(false);
    expect(await one.end(userId, session.id)).toBe(true);
  });
});

describe('when PostgreSQL is away', () => {
  it('and hangs, sessions in use are served and used as ever, and one not in use is not waited for', async () => {
    const { session } = await one.begin(sessionOf(newId()));
    await other.store.find(session.id);
    postgres.freeze();
    const used = await other.store.touch(session.id, { address: '203.0.113.5' });
    expect(used?.details.address).toBe('203.0.113.5');
    await until(
      'it to be known',
      async () => (await one.store.find(session.id))?.details.address === '203.0.113.5',
    );
    await expect(one.store.find(newId())).rejects.toMatchObject({ code: 'database_unavailable' });
    postgres.thaw();
    await until('PostgreSQL to know of the use', async () => {
      const [listed] = await one.store.list(session.userId);
      return listed?.details.address === '203.0.113.5';
    });
  });

  it('sessions in use are served from Redis, and without Redis from the memory of who has seen them', async () => {
    const userId = newId();
    const { session, token } = await one.begin(sessionOf(userId));
    await other.store.find(session.id);
    await postgres.kill();
    for (const { store: at } of [one, other]) expect((await at.find(session.id))?.userId).toBe(userId);
    expect((await other.store.touch(session.id))?.id).toBe(session.id);
    await expect(one.begin(sessionOf(userId))).rejects.toThrow();
    await redis.command('DEL', `session:${session.id}`);
    expect((await one.store.find(session.id))?.userId).toBe(userId);
    await redis.kill();
    await Promise.all([one, other].map(isLost));
    for (const { store: at } of [one, other]) {
      expect((await at.find(session.id))?.userId).toBe(userId);
      expect((await at.findByToken(token))?.id).toBe(session.id);
      await expect(at.find(newId())).rejects.toMatchObject({ code: 'database_unavailable' });
    }
    await expect(one.rotate(token)).rejects.toThrow();
    await redis.start();
    await postgres.start();
    await everywhere();
    await until('PostgreSQL to be asked again', async () => (await one.rotate(token)).outcome === 'rotated');
    const [listed] = await other.store.list(userId);
    expect(listed?.id).toBe(session.id);
  });
});
