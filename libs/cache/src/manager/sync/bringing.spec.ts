import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CacheManager } from '../cache-manager';
import { cacheScene } from '../cache-scene.contract';

type Step = (manager: CacheManager) => Promise<unknown>;

const noAbort = () => new AbortController().signal;
const syncOf = (manager: CacheManager) => manager['parts'].sync;

describe('what an instance brings to Redis after an outage', () => {
  let redis: RedisServer;
  const { open: openOne, close } = cacheScene(() => redis);
  const open = () => openOne({ criticalKeys: ['session:*'], failoverTimeout: 5_000 });
  const marks = async () => (await redis.command('KEYS', 'cache-mark:*')) as string[];

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await close();
    await redis.flush();
  });
  afterAll(() => redis.close());

  /** Steps of several instances, each later than the one before by the clock. */
  async function inTurn(...steps: (() => Promise<unknown>)[]): Promise<void> {
    for (const step of steps) {
      await step();
      await sleep(3);
    }
  }

  const livesLong: Step = async (manager) => (await manager.ttl('session:k')) > 500_000;
  const hash: Step = (manager) => manager.hgetall('session:h');
  const value: Step = (manager) => manager.get('session:k');
  const older: Step = (own) => own.hset('session:h', 'f', 'older');
  const short: Step = (own) => own.expire('session:k', 50_000);

  describe.each([
    ['in Redis itself', false],
    ['in what another instance has brought', true],
  ])('does not undo what came later %s', (_where, isBrought) => {
    it.each<[what: string, own: Step, other: Step, look: Step, answer: unknown]>([
      [
        'by a field, the same field',
        older,
        (other) => other.hset('session:h', 'f', 'newer'),
        hash,
        { f: 'newer' },
      ],
      ['by a field, that there is no such field', older, (other) => other.hdel('session:h', 'f'), hash, {}],
      ['by a field, the end of the key', older, (other) => other.del('session:h'), hash, {}],
      [
        'by how long it lives, the same',
        short,
        (other) => other.expire('session:k', 600_000),
        livesLong,
        true,
      ],
      [
        'by how long it lives, another value',
        short,
        (other) => other.set('session:k', 'v', 600_000),
        livesLong,
        true,
      ],
      ['by a value, that everything was forgotten', (own) => own.set('session:k', 'older'), (other) => other.flushall(), value, null], // prettier-ignore
    ])('%s', async (_what, own, other, look, answer) => {
      const [one, two] = [await open(), await open()];
      await one.set('session:k', '1');
      await two.get('session:k');
      one.switchToMemoryCache();
      if (isBrought) two.switchToMemoryCache();
      await inTurn(
        () => own(one),
        () => other(two),
        () => two.switchToRedis(),
        () => one.switchToRedis(),
      );
      // An instance that meets another for the first time may have been served by its memory for a moment.
      await until('all of it', () => one.getSyncStats().pendingKeys + two.getSyncStats().pendingKeys === 0);
      expect(await look(two)).toEqual(answer);
    });
  });

  it('is a value whole, in place of whatever Redis held, with the time to live it was given', async () => {
    const own = await open();
    await own.hset('session:h', 'z', 'before');
    await own.set('session:for ever', '1', 60_000);
    own.switchToMemoryCache();
    await inTurn(
      () => own.del('session:h'),
      () => own.hset('session:h', 'f', 'v'),
      () => own.expire('session:for ever', Infinity),
      () => own.incr('session:new'),
      () => own.hset('session:new hash', 'f', 'v'),
    );
    expect(await own.switchToRedis()).toBe(true);
    expect([await hash(own), await own.ttl('session:for ever')]).toEqual([{ f: 'v' }, -1]);
    for (const key of ['session:h', 'session:new', 'session:new hash'])
      expect(await own.ttl(key)).toBeGreaterThan(3_000_000);
  });

  it('is the end of what ended, though it was there before the outage', async () => {
    const own = await open();
    await own.set('session:k', '1');
    own.switchToMemoryCache();
    await own.expire('session:k', 1);
    await sleep(5);
    expect(await own.switchToRedis()).toBe(true);
    expect(await own.ttl('session:k')).toBe(-2);
  });

  it('leaves marks beside critical keys alone, and none for ever', async () => {
    const own = await open();
    own.switchToMemoryCache();
    await Promise.all([own.set('plain', '1'), own.set('session:k', '1'), own.incr('session:n')]);
    await own.switchToRedis();
    expect((await marks()).map((name) => name.slice(-9)).sort()).toEqual(['session:k', 'session:n']);
    for (const name of await marks()) expect(await redis.command('PTTL', name)).toBeGreaterThan(0);
  });

  it.each<[what: string, held: string]>([
    ['no number', 'text'],
    ['too large a number', '9223372036854775807'],
  ])('is counted as a conflict where Redis holds %s to add to', async (_what, held) => {
    const [own, other] = [await open(), await open()];
    own.switchToMemoryCache();
    await own.incr('session:k');
    await other.set('session:k', held);
    expect(await own.switchToRedis()).toBe(true);
    expect([await value(other), own.getSyncStats().conflicts]).toEqual([held, 1]);
  });

  it('is nothing any more once it was given up, though Redis was asked something already', async () => {
    const own = await open();
    own.switchToMemoryCache();
    await own.incr('session:k');
    const batch = syncOf(own).pending.drain(10) ?? { entries: [] };
    const abort = new AbortController();
    const merging = syncOf(own).mergeIntoRedis(batch.entries, abort.signal);
    abort.abort();
    await expect(merging).rejects.toThrow('abort');
    expect(await redis.command('GET', 'cache:default:session:k')).toBeNull();
    syncOf(own).pending.giveBack(batch);
    expect(await own.switchToRedis()).toBe(true);
    expect(await value(own)).toBe('1');
  });

  it('forgets everything once, however often it is tried, and can be stopped', async () => {
    const [own, other] = [await open(), await open()];
    await own.set('session:k', '1');
    own.switchToMemoryCache();
    await own.flushall();
    const { pending } = syncOf(own);
    const batch = pending.drain(10) ?? { entries: [] };
    await expect(syncOf(own).mergeIntoRedis(batch.entries, AbortSignal.abort())).rejects.toThrow('abort');
    expect(await value(other)).toBe('1');
    expect(own.getSyncStats()).toMatchObject({
      failedBatches: 1,
      lastError: expect.stringContaining('abort'),
    });
    await syncOf(own).mergeIntoRedis(batch.entries, noAbort());
    expect([await value(other), own.getSyncStats().lastError]).toEqual([null, null]);
    await other.set('session:k', '2');
    await syncOf(own).mergeIntoRedis(batch.entries, noAbort());
    expect(await value(other)).toBe('2');
    pending.acknowledge(batch);
  });
});

describe('what an instance gives back to a Redis that lost it', () => {
  let redis: RedisServer;
  const { open: openOne, close } = cacheScene(() => redis);
  const open = () => openOne({ criticalKeys: ['session:*'], failoverTimeout: 5_000 });

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await close();
    await redis.flush();
  });
  afterAll(() => redis.close());

  /** As if its keys had been evicted: nobody notices, so that nothing but the test gives them back. */
  const lose = (...keys: string[]) => redis.command('DEL', ...keys.map((key) => `cache:default:${key}`));

  it('is neither what Redis has, nor what others deleted there, nor what is not critical', async () => {
    const [own, other] = [await open(), await open()];
    await own.mset([['session:a', 'old'], ['session:b', 'old'], ['session:c', 'old'], ['plain', 'old']]); // prettier-ignore
    await other.set('session:a', 'new');
    await other.del('session:b');
    await lose('session:c', 'plain');
    await redis.command('DEL', ...((await redis.command('KEYS', 'cache-mark:*session:c')) as string[]));
    await expect(syncOf(own).rehydrate(undefined, AbortSignal.abort())).rejects.toThrow('abort');
    await syncOf(own).rehydrate(undefined, noAbort());
    expect(await other.mget('session:a', 'session:b', 'session:c', 'plain')).toEqual([
      'new',
      null,
      'old',
      null,
    ]);
    expect(await other.ttl('session:c')).toBeGreaterThan(3_000_000);
    expect(own.getSyncStats().restoredKeys).toBe(1);
  });

  it('has in it what was added meanwhile, which is not added again', async () => {
    const own = await open();
    own.switchToMemoryCache();
    for (let index = 0; index < 3; index += 1) await own.incr('session:n');
    await syncOf(own).rehydrate(undefined, noAbort());
    await own.incr('session:n');
    expect(await own.switchToRedis()).toBe(true);
    expect(await own.get('session:n')).toBe('4');
  });
});
