import { newId } from '@secureconnect/platform';
import {
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { presenceContract } from './presence.contract';
import { PresenceInstance } from './presence-scene.contract';

let postgres: PostgresServer;
let redis: RedisServer;
let one: PresenceInstance;
/** As another service, whose migration finds the table there. */
let other: PresenceInstance;

const leaseMs = 60_000;
const stores = () => [one.store, other.store] as const;
const both = () => [one, other];
const statusOf = async (instance: PresenceInstance, userId: string) =>
  (await instance.store.find([userId]))[0]?.status;
const isLost = () => Promise.all(both().map((instance) => instance.isLost()));
const isNormal = () => Promise.all(both().map((instance) => instance.isNormal()));

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const servers = { postgres: postgres.url, redis: redis.url };
  [one, other] = await Promise.all([
    PresenceInstance.start(servers),
    PresenceInstance.start({ ...servers, service: 'chat' }),
  ]);
  await isNormal();
}, 60_000);
afterAll(async () => {
  await Promise.all(both().map((instance) => instance.close()));
  await Promise.all([postgres.close(), redis.close()]);
});

describe('with Redis', () => {
  presenceContract(stores, 'offline');

  it('who is here is here again once Redis has lost it', async () => {
    const user = newId();
    await one.store.set(user, 'laptop', 'online', leaseMs);
    await redis.flush();
    await until('it to be known again', async () => (await statusOf(other, user)) === 'online', {
      timeout: 20_000,
    });
    await isNormal();
  });
});

describe('while Redis hangs', () => {
  let before: string;
  let here: string;
  beforeAll(async () => {
    [before, here] = [newId(), newId()];
    await one.store.set(before, 'laptop', 'online', leaseMs);
    redis.freeze();
    await isLost();
    await other.store.set(here, 'phone', 'online', leaseMs);
  });
  afterAll(async () => {
    redis.thaw();
    await isNormal();
    for (const instance of both())
      for (const user of [before, here])
        await until('what was said meanwhile', async () => (await statusOf(instance, user)) === 'online');
  });

  presenceContract(stores, 'unknown');

  it('the instance that was told knows, and nobody else says that she is offline', async () => {
    expect(await statusOf(one, before)).toBe('online');
    expect(await statusOf(other, before)).toBe('unknown');
  });

  it('and PostgreSQL hangs too / each instance knows what it was told', async () => {
    const user = newId();
    postgres.freeze();
    try {
      await one.store.set(user, 'laptop', 'away', leaseMs);
      expect(await statusOf(one, user)).toBe('away');
      expect(await statusOf(other, user)).toBe('unknown');
    } finally {
      postgres.thaw();
    }
  });
});

describe('what was said long ago', () => {
  it('is forgotten, and what was not stays', async () => {
    const insert = `INSERT INTO presence.leases (user_id, device, status, until, seen_at)
      SELECT gen_random_uuid(), 'old', 'online', now() - age, now() - age
      FROM unnest(ARRAY[interval '31 days', interval '29 days']) AS age`;
    await postgres.sql(insert);
    await one.store.cleanUp();
    const left = await postgres.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM presence.leases WHERE device = 'old'`,
    );
    expect(left).toEqual([{ n: 1 }]);
  });
});
