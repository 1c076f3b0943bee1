import { newId } from '@secureconnect/platform';
import {
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { PushTokenSealer } from './push-token-sealer';
import { PushTokenInstance } from './push-token-scene.contract';
import { newTarget, pushTokenContract, registrationOf } from './push-token.contract';

let postgres: PostgresServer;
let redis: RedisServer;
let one: PushTokenInstance;
let other: PushTokenInstance;

const both = () => [one, other] as const;
const stores = () => [one.store, other.store] as const;
const whole = () => Promise.all(both().map((instance) => instance.whole()));
/** Registers a device and has both instances know it. */
async function known(target = newTarget()) {
  const ada = newId();
  await one.store.register(registrationOf(ada, 'phone', target));
  for (const store of stores()) expect(await store.find(ada)).toHaveLength(1);
  return { ada, target };
}

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  one = await PushTokenInstance.start(postgres, redis);
  other = await PushTokenInstance.start(postgres, redis);
}, 60_000);
afterAll(async () => {
  await Promise.all(both().map((instance) => instance.close()));
  await Promise.all([postgres.close(), redis.close()]);
}, 30_000);

describe('as the record has them', () => pushTokenContract(() => [one.recorded, other.recorded]));

describe('with Redis', () => {
  pushTokenContract(stores);

  it('shows the same after Redis was emptied', async () => {
    const { ada } = await known();
    await redis.flush();
    for (const store of stores()) expect(await store.find(ada)).toHaveLength(1);
    await whole();
  });

  it('wakes nobody by what an old Redis says', async () => {
    const { ada, target } = await known();
    // As if whoever rebound it had died before telling anybody: both caches have what was.
    await one.recorded.register(registrationOf(newId(), 'phone', target));
    for (const store of stores()) {
      expect(await store.find(ada)).toHaveLength(1);
      expect(await store.reachable(ada)).toEqual([]);
      expect(await store.take(ada, 'phone')).toBeUndefined();
    }
  });

  it('has no secret in Redis, and none that can be read in PostgreSQL', async () => {
    const { target } = await known({
      ...newTarget('web'),
      keys: { p256dh: 'a public key', auth: 'an auth secret' },
    });
    const keys = (await redis.command('KEYS', '*push-devices*')) as string[];
    expect(keys.length).toBeGreaterThan(0);
    const kept = await Promise.all(keys.map(async (key) => String(await redis.command('DUMP', key))));
    const rows = await postgres.sql('SELECT push_tokens::text AS row, sealed FROM video.push_tokens');
    const all = [...kept, JSON.stringify(rows), ...rows.map(({ sealed }) => String(sealed))].join();
    for (const secret of [target.address, 'an auth secret']) expect(all).not.toContain(secret);
  });
});

describe.each([
  ['killed', async () => redis.kill(), async () => redis.start()],
  ['frozen', async () => redis.freeze(), async () => redis.thaw()],
])('while Redis is %s', (_how, lose, find) => {
  let before: Awaited<ReturnType<typeof known>>;
  let removed: Awaited<ReturnType<typeof known>>;
  beforeAll(async () => {
    [before, removed] = [await known(), await known()];
    await lose();
  });
  afterAll(async () => {
    await find();
    await whole();
  }, 60_000);

  pushTokenContract(stores);

  it('what was registered before is there, and what is removed now stays so', async () => {
    for (const store of stores()) expect(await store.find(before.ada)).toHaveLength(1);
    expect(await other.store.remove(removed.ada, 'phone')).toBe(true);
    for (const store of stores()) {
      await until('it to be gone', async () => (await store.find(removed.ada)).length === 0);
      expect(await store.take(removed.ada, 'phone')).toBeUndefined();
    }
  });
});

it('what changed while Redis was away is so when it is back', async () => {
  const [moved, gone] = [await known(), await known()];
  const bob = newId();
  redis.freeze();
  await one.store.register(registrationOf(bob, 'phone', moved.target));
  await other.store.remove(gone.ada, 'phone');
  redis.thaw();
  await whole();
  for (const store of stores()) {
    expect(await store.find(moved.ada)).toEqual([]);
    expect(await store.find(gone.ada)).toEqual([]);
    expect(await store.find(bob)).toHaveLength(1);
  }
}, 60_000);

describe('while PostgreSQL is away', () => {
  it('shows what is held, wakes nobody, invents nothing, and goes on by itself', async () => {
    const { ada } = await known();
    const nobody = newId();
    await postgres.kill();
    try {
      expect(await other.store.find(ada)).toHaveLength(1);
      const refused = [
        () => one.store.find(nobody),
        () => one.store.reachable(ada),
        () => one.store.take(ada, 'phone'),
        () => one.store.remove(ada, 'phone'),
        () => one.store.register(registrationOf(ada, 'laptop')),
      ];
      for (const ask of refused) await expect(ask()).rejects.toThrow();
    } finally {
      await postgres.start();
    }
    await until('it to be back', () => one.store.take(ada, 'phone'), { timeout: 20_000 });
    await whole();
    expect(await one.store.reachable(ada)).toHaveLength(1);
  }, 60_000);
});

describe('what nobody registers any more', () => {
  it('is forgotten, and what is registered again stays', async () => {
    const ada = newId();
    await one.store.register(registrationOf(ada, 'old'));
    await one.store.register(registrationOf(ada, 'new'));
    await postgres.sql(
      `UPDATE video.push_tokens SET updated_at = now() - interval '61 days' WHERE user_id = $1 AND device_id = 'old'`,
      [ada],
    );
    await other.store.cleanUp(60 * 86_400_000);
    expect((await one.store.reachable(ada)).map(({ deviceId }) => deviceId)).toEqual(['new']);
  });
});

it('a target that no key opens is a device still, and wakes nobody', async () => {
  const { ada } = await known();
  await postgres.sql(`UPDATE video.push_tokens SET sealed_with = 'gone' WHERE user_id = $1`, [ada]);
  expect(await one.store.take(ada, 'phone')).toMatchObject({ deviceId: 'phone', target: undefined });
  const sealer = new PushTokenSealer([{ id: 'present', key: Buffer.alloc(32, 1) }]);
  expect(sealer.open(sealer.seal(newTarget(), ada, 'phone'), ada, 'laptop')).toBeUndefined();
});
