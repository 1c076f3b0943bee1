import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { revocationScene } from './revocation-scene.contract';

/** Too seldom to matter here. */
const never = 3_600_000;

describe('switching back to Redis', () => {
  let redis: RedisServer;
  let one: ReturnType<typeof revocationScene>;

  beforeEach(async () => {
    redis = await startRedis();
    const health = { intervalMs: never, glanceIntervalMs: never };
    one = revocationScene({ redis: { url: redis.url }, health, record: new Map([['old', 0]]) });
    await one.health.start();
    expect(one.health.state).toBe('normal');
  });
  afterEach(async () => {
    one.close();
    await redis.close();
  });

  const outage = async (): Promise<void> => {
    redis.freeze();
    await one.is('degraded');
    redis.thaw();
  };
  /** What Redis says of a key to who asks as soon as normal is told. */
  const atNormal = (key: string): Promise<boolean> =>
    new Promise((resolve) => {
      one.health.state$.subscribe(({ to }) => {
        if (to === 'normal') resolve(one.gate.read(key, (client) => client.exists(key)));
      });
    });

  it('takes along what was kept between the last batch and the switch, before anybody is told normal', async () => {
    one.health.recovery?.ends$.subscribe(() => one.store.revoke('between'));
    const isThere = atNormal('between');
    await outage();
    expect(await isThere).toBe(true);
  });

  it('takes along what those keep who were on their way to a fallback meanwhile', async () => {
    await outage();
    await one.isNormal();
    setTimeout(() => one.store.revoke('late'), 30);
    await until('it is in Redis', async () => (await redis.command('EXISTS', 'late')) === 1);
  });

  it('has one last look, and does not switch to a Redis that was emptied in the last moment', async () => {
    one.health.recovery?.ends$.subscribe(() => one.store.revoke('between'));
    const merge = one.store.mergeIntoRedis.bind(one.store);
    one.store.mergeIntoRedis = async (entries) => {
      await merge(entries);
      one.store.mergeIntoRedis = merge;
      await redis.flush();
    };
    const isThere = atNormal('old');
    await outage();
    expect(await isThere).toBe(true);
  });
});
