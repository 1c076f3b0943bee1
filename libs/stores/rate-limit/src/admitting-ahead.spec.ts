import { newId } from '@secureconnect/platform';
import {
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { RateLimitInstance, ToldCount } from './rate-limit-scene.contract';
import { type RatePolicy } from './rate-policy';

/** So slow that no moment of this machine lets anybody in, and so wide that there is room ahead. */
const wide: RatePolicy = { name: 'wide', by: 'user', limit: 10, periodMs: 3_600_000, burst: 640 };
const narrow: RatePolicy = { ...wide, name: 'narrow', burst: 32 };
const wait = { timeout: 20_000 };

describe('where there is plenty of room, a request', () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  let one: RateLimitInstance;
  let other: RateLimitInstance;

  beforeAll(async () => {
    ToldCount.living = 2;
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    const servers = { postgres: postgres.url, redis: redis.url, policies: [wide, narrow] };
    [one, other] = await Promise.all([RateLimitInstance.start(servers), RateLimitInstance.start(servers)]);
  }, 60_000);
  afterAll(async () => {
    redis.thaw();
    await Promise.all([one.close(), other.close()]);
    await Promise.all([postgres.close(), redis.close()]);
  });
  beforeEach(() => Promise.all([one.isNormal(), other.isNormal()]));

  const ask = (instance: RateLimitInstance, policy: RatePolicy, subject: string) =>
    instance.store.admit([{ policy, subject }]);
  const requests = (instance: RateLimitInstance, subject: string) =>
    Math.round(instance.debtOf(wide, subject) / (wide.periodMs / wide.limit));

  it('is admitted at once, and Redis is told of it soon', async () => {
    const subject = newId();
    expect(ask(one, wide, subject)).toMatchObject({ isAllowed: true, isDegraded: false, remaining: 639 });
    void ask(one, wide, subject);
    await until(
      'Redis to know',
      async () => (await redis.command('EXISTS', `rate-limit:wide:${subject}`)) === 1,
      wait,
    );
    await until(
      'the other instance to learn of both with its own',
      async () => {
        await ask(other, wide, subject);
        await one.parts.onStop();
        await other.parts.onStop();
        return requests(other, subject) > 2;
      },
      wait,
    );
  });

  it('is one for Redis where a burst is so narrow that a blur would show', () => {
    expect(ask(one, narrow, newId())).toBeInstanceOf(Promise);
  });

  it('is one for Redis as soon as all instances could not be let do the same', async () => {
    const subject = newId();
    let ahead = 0;
    while (!(ask(one, wide, subject) instanceof Promise)) ahead += 1;
    expect(ahead).toBe(20);
  });

  it('is counted once, however it was told of', async () => {
    const subject = newId();
    for (let count = 0; count < 30; count += 1) await ask(one, wide, subject);
    await one.parts.onStop();
    await one.parts.onStop();
    expect(requests(one, subject)).toBe(30);
    const told = Number(await redis.command('PTTL', `rate-limit:wide:${subject}`));
    expect(Math.round(told / (wide.periodMs / wide.limit))).toBe(30);
  });

  it('whose debt is forgotten before Redis was told is told of no more', async () => {
    const subject = newId();
    const { limiter, onStop } = one.parts;
    const decision = ask(one, wide, subject);
    limiter.forget(limiter.book.of(wide), subject);
    await Promise.all([decision, onStop()]);
    expect(await redis.command('EXISTS', `rate-limit:wide:${subject}`)).toBe(0);
  });

  it('is told of by an instance that ends', async () => {
    const subject = newId();
    const servers = { postgres: postgres.url, redis: redis.url, policies: [wide] };
    const ending = await RateLimitInstance.start(servers);
    await ask(ending, wide, subject);
    await ending.close();
    expect(await redis.command('EXISTS', `rate-limit:wide:${subject}`)).toBe(1);
  });

  it('of many through both instances is admitted no more often than a tenth beyond the limit', async () => {
    const subject = newId();
    let admitted = 0;
    const worker = async (instance: RateLimitInstance): Promise<void> => {
      for (let count = 0; count < 200; count += 1)
        if ((await ask(instance, wide, subject)).isAllowed) admitted += 1;
    };
    await Promise.all([one, other, one, other, one, other, one, other].map(worker));
    expect(admitted).toBeGreaterThanOrEqual(640);
    expect(admitted).toBeLessThanOrEqual(704);
  });

  it('is remembered by memory where Redis is lost before it was told', async () => {
    const subject = newId();
    redis.freeze();
    await ask(one, wide, subject);
    await one.isLost();
    expect(requests(one, subject)).toBeGreaterThanOrEqual(1);
    redis.thaw();
    await one.isNormal();
    const known = async () => Number(await redis.command('PTTL', `rate-limit:wide:${subject}`)) > 0;
    await until(
      'Redis to know',
      async () => {
        await ask(one, wide, subject);
        return known();
      },
      wait,
    );
  });
});
