import { BreakerOpenError, RedisUnavailableError } from '@secureconnect/resilience';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { following, startInstance } from '../cache-scene.contract';
import { BackgroundFailures } from './background-failures';
import { CacheTally } from './cache-tally';

describe('what fails where nobody waits for it', () => {
  const lines: string[] = [];
  const logger = { log: () => undefined, warn: () => undefined, error: (line: string) => lines.push(line) };
  beforeEach(() => void lines.splice(0));

  it('is counted every time, and told once in a while', () => {
    const tally = new CacheTally();
    const failed = new BackgroundFailures('pages', tally, logger).ofRedis('filling Redis');
    for (let time = 0; time < 100; time += 1) failed(new Error('a bug'));
    expect(tally.backgroundFailures).toBe(100);
    expect(lines).toEqual(['filling Redis of the cache pages failed where nobody waited for it: a bug']);
  });

  it.each([
    ['a refusal', new RedisUnavailableError('cache.fill')],
    ['an open breaker', new BreakerOpenError('cache.fill', 1)],
    ['a connection that is gone', Object.assign(new Error('gone'), { code: 'ECONNRESET' })],
  ])('is left to its health where it is an outage of Redis: %s', (_what, error) => {
    const tally = new CacheTally();
    new BackgroundFailures('pages', tally, logger).ofRedis('filling Redis')(error);
    expect([tally.backgroundFailures, lines]).toEqual([0, []]);
  });

  it('is told of a loader that cannot reach what it loads from', () => {
    const tally = new CacheTally();
    const gone = Object.assign(new Error('gone'), { code: 'ECONNRESET' });
    new BackgroundFailures('pages', tally, logger).ofLoader('a loader')(gone);
    expect(tally.backgroundFailures).toBe(1);
  });

  describe('in a cache', () => {
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(() => redis.close());

    it.each([
      ['a lease that may not be given back', 'giving a lease back', () => null, '-del'],
      ['a value that may not be written', 'filling Redis', () => 'value', '-set|del'],
    ])('is told: %s', async (_what, words, loader, forbidden) => {
      await redis.command('ACL', 'SETUSER', 'some', 'reset', 'on', '>secret', '~*', '&*', '+@all');
      const url = redis.url.replace('redis://', 'redis://some:secret@');
      const instance = await startInstance({ url }, { logger });
      await following(instance);
      const load = async () => {
        await redis.command(
          'ACL',
          'SETUSER',
          'some',
          ...forbidden.split('|').map((each) => each.replace(/^-?/, '-')),
        );
        return loader();
      };
      expect(await instance.cache.getOrSet(`for ${words}`, load)).toBe(loader());
      await until('it to be told', () => lines.some((line) => line.startsWith(words)));
      expect(instance.cache.getStats().backgroundFailures).toBeGreaterThan(0);
      await instance.close();
    });

    it('is nothing in an outage', async () => {
      const instance = await startInstance({ url: redis.url }, { logger, heartbeatMs: 20 });
      await following(instance);
      redis.freeze();
      await instance.cache.getOrSet('meanwhile', () => 'value');
      await instance.cache.invalidateByTag('meanwhile');
      await until('an outage', () => !instance.health.isAvailable);
      await sleep(100);
      redis.thaw();
      await instance.normal();
      await instance.close();
      expect([instance.cache.getStats().backgroundFailures, lines]).toEqual([0, []]);
    });

    it('is told: a log of invalidations that is none', async () => {
      const instance = await startInstance({ url: redis.url }, { logger, heartbeatMs: 20 });
      await following(instance);
      await redis.command('SET', 'cache:{invalidations}', 'text');
      await until('it to be told', () => lines.some((line) => line.startsWith('following invalidations')));
      await instance.close();
    });
  });
});
