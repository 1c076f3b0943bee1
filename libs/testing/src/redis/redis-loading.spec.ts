import { until } from '../process/until';
import type { RedisServer } from './redis-server';
import { startRedis } from './start-redis';

describe('a Redis that loads', () => {
  let redis: RedisServer;

  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(() => redis.flush());
  afterAll(() => redis.close());

  const forMs = 600;
  const answers = async () => (await redis.command('PING')) === 'PONG';

  it.each([1, 2_000, 50_000])(
    'and holds %d keys does so for as long as was asked, ends by itself, and has them all',
    async (keys) => {
      await redis.command('DEBUG', 'POPULATE', keys, 'held', 64);
      const asked = Date.now();
      await redis.loading(forMs);
      await expect(redis.command('GET', 'held:0')).rejects.toThrow('LOADING');
      await until('it to have loaded', answers, { timeout: 8_000, every: 5 });
      expect(Date.now() - asked).toBeGreaterThanOrEqual(forMs);
      expect(await redis.command('EXISTS', 'held:0', `held:${keys - 1}`)).toBe(2);
    },
    30_000,
  );

  it('holds soon afterwards what it held before, and nothing else', async () => {
    await redis.command('SET', 'held', 'still');
    await redis.loading(forMs);
    await redis.ready();
    await until('what made it slow to be gone', async () => (await redis.command('DBSIZE')) === 1);
    expect(await redis.command('GET', 'held')).toBe('still');
  });
});
