import {
  type FaultProxy,
  type RedisServer,
  startFaultProxy,
  startRedis,
  until,
} from '@secureconnect/testing';
import { type CacheInstance, following, startInstance } from '../cache-scene.contract';
import { type MultiLayerCacheModuleOptions } from '../multi-layer-cache.module';

const log = 'cache:{invalidations}';
const anHour = 3_600_000_000;

describe('a Redis that comes back with older data', () => {
  let redis: RedisServer;
  let proxy: FaultProxy;
  /** Knows what Redis has lost, and is the last to find it again. */
  let late: CacheInstance;
  const running: CacheInstance[] = [];

  async function start(url = redis.url, options: MultiLayerCacheModuleOptions = {}): Promise<CacheInstance> {
    const instance = await startInstance({ url }, options);
    running.push(instance);
    await following(instance);
    return instance;
  }
  const startLate = async (options?: MultiLayerCacheModuleOptions): Promise<void> => {
    late = await start(proxy.through(redis.url), options);
  };
  const numberOf = async (mark: string): Promise<number> => Number(await redis.command('ZSCORE', log, mark));
  async function comeBackOlder(): Promise<void> {
    await redis.kill();
    await until('it to be missed', () => late.health.state !== 'normal');
    await proxy.refuse();
    await redis.start();
  }
  async function findAgain(): Promise<void> {
    await proxy.heal();
    await following(late);
  }
  const isVoid = ({ cache }: CacheInstance, key: string) =>
    until(`${key} to be void`, async () => (await cache.get(key)) === undefined);

  beforeEach(async () => {
    redis = await startRedis();
    proxy = await startFaultProxy({ target: redis.port });
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map(({ close }) => close()));
    await Promise.all([proxy.close(), redis.close()]);
  });

  it.each([
    ['', 0],
    [' and a clock set back by an hour', anHour],
  ])('is told what it lost, whatever it was told meanwhile%s', async (_, ahead) => {
    await startLate();
    await redis.command('ZINCRBY', log, ahead, '#');
    for (const tag of ['lost', 'other', 'kept']) await late.cache.set(tag, 'old', { tags: [tag], ttl: 600 });
    await redis.command('SAVE');
    await late.cache.invalidateByTag('lost');
    for (let index = 0; index < 50; index += 1) await late.cache.invalidateByTag(`more:${index}`);
    await late.cache.getOrSet('loaded', () => 'old', { tags: ['other'], ttl: 600 });
    await comeBackOlder();
    const early = await start();
    for (const tag of ['lost', 'other']) expect(await early.cache.get(tag)).toBe('old');
    await early.cache.invalidateByTag('other');
    await findAgain();
    const newcomer = await start();
    for (const each of [late, early, newcomer])
      for (const key of ['lost', 'other', 'loaded']) await isVoid(each, key);
    const { hits } = late.cache.getStats().l1;
    expect(await late.cache.get('kept')).toBe('old');
    expect(late.cache.getStats().l1.hits).toBe(hits + 1);
  });

  it('serves nothing from before where it lost more than anybody can tell', async () => {
    const gone = await start();
    await gone.cache.set('lost', 'old', { tags: ['lost'], ttl: 600 });
    await redis.command('SAVE');
    await gone.cache.invalidateByTag('lost');
    await startLate();
    await late.cache.invalidateByTag('another');
    await gone.close();
    running.splice(running.indexOf(gone), 1);
    await comeBackOlder();
    const early = await start();
    expect(await early.cache.get('lost')).toBe('old');
    await findAgain();
    await isVoid(early, 'lost');
  });

  it('is told before it is relied on', async () => {
    await startLate({ heartbeatMs: 60_000, maxSilenceMs: 60_000 });
    await redis.command('SAVE');
    await late.cache.invalidateByTag('lost');
    await comeBackOlder();
    expect(await numberOf('t:lost')).toBe(0);
    const found = new Promise<number>((resolve) =>
      late.health.state$.subscribe(({ to }) => to === 'normal' && resolve(numberOf('t:lost'))),
    );
    await proxy.heal();
    expect(await found).toBeGreaterThan(0);
  });

  it('serves nothing from before where it comes back empty', async () => {
    await startLate({ heartbeatMs: 60_000, maxSilenceMs: 60_000 });
    await late.cache.set('held', 'old', { ttl: 600 });
    await comeBackOlder();
    await proxy.heal();
    await late.normal();
    expect(await late.cache.get('held')).toBeUndefined();
  });

  it('is told nothing where it has lost nothing', async () => {
    await startLate();
    await late.cache.invalidateByTag('known');
    await redis.command('SAVE');
    const before = await numberOf('t:known');
    await comeBackOlder();
    const early = await start();
    for (let index = 0; index < 300; index += 1) await early.cache.invalidateByTag(`other:${index}`);
    await findAgain();
    expect(await numberOf('t:known')).toBe(before);
    expect(await numberOf('*')).toBe(0);
  });
});
