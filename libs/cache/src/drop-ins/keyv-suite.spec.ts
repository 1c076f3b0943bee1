import { type RedisServer, startRedis } from '@secureconnect/testing';
import keyvTestSuite, { keyvIteratorTests } from '@keyv/test-suite';
import Keyv from 'keyv';
import { cacheScene } from '../manager/cache-scene.contract';
import { type CacheManager } from '../manager/cache-manager';
import { KeyvCacheStore } from './keyv-cache.store';

type Test = (context: { expect: typeof expect }) => unknown;

/** The suite is written for vitest; of it it takes these, and gives every test its `expect`. */
const runner = {
  describe,
  beforeEach,
  afterEach,
  expect,
  it: (name: string, test: Test) => it(name, async () => void (await test({ expect }))),
  test: (name: string, test: Test) => it(name, async () => void (await test({ expect }))),
} as unknown as Parameters<typeof keyvTestSuite>[0];

describe.each(['redis', 'memory'] as const)('the public suite of Keyv, served from %s', (provider) => {
  let redis: RedisServer;
  let cache: CacheManager;
  const { open, close } = cacheScene(() => redis);
  const store = () => new KeyvCacheStore(cache);

  beforeAll(async () => {
    redis = await startRedis();
    cache = await open({ failoverTimeout: 2_000 });
    if (provider === 'memory') cache.switchToMemoryCache();
  });
  afterAll(async () => {
    expect(cache.getCurrentProvider()).toBe(provider);
    await close();
    await redis.close();
  });

  keyvTestSuite(runner, Keyv, store);
  keyvIteratorTests(runner, Keyv, store);
});
