import {
  type FaultProxy,
  type RedisServer,
  startFaultProxy,
  startRedis,
  until,
} from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CacheManager } from './cache-manager';
import { cacheScene } from './cache-scene.contract';

type Step = (manager: CacheManager) => Promise<unknown>;

const text: Step = (manager) => manager.get('session:k');
const settled: Step = (manager) =>
  until('all of it in Redis', () => manager.getSyncStats().pendingKeys === 0);

describe('a cache manager that wrote what Redis does not have yet', () => {
  let redis: RedisServer;
  let proxy: FaultProxy;
  const { open, close } = cacheScene(() => redis);

  beforeEach(async () => {
    redis = await startRedis();
    proxy = await startFaultProxy({ target: { host: redis.host, port: redis.port } });
  });
  afterEach(async () => {
    await close();
    await proxy.close();
    await redis.close();
  });

  const through = () => open({ redis: { url: proxy.through(redis.url) }, criticalKeys: ['session:*'] });

  it('counts on without a gap while Redis comes back, however slowly it is asked', async () => {
    const manager = await through();
    let sum = 0;
    const gaps: string[] = [];
    const count = async () => {
      const told = await manager.incr('session:n');
      if (told !== (sum += 1)) gaps.push(`${told} after ${sum - 1}`);
    };
    await count();
    for (let outage = 0; outage < 2; outage += 1) {
      proxy.blackhole();
      await until('the outage', async () => {
        await count();
        return manager.getCurrentProvider() === 'memory';
      });
      await proxy.heal();
      proxy.delay(15, { direction: 'replies' });
      await until('the return', async () => {
        await count();
        await sleep(2);
        return manager.getCurrentProvider() === 'redis';
      });
      for (let more = 0; more < 20; more += 1) await count();
      await settled(manager);
      await count();
      proxy.delay(0);
    }
    expect(gaps).toEqual([]);
    expect(await redis.command('GET', 'cache:default:session:n')).toBe(String(sum));
  });

  it('asks Redis for those of several keys that it does not lack', async () => {
    const [manager, other] = [await through(), await through()];
    const { breakers } = manager['parts'];
    await other.mset([['session:a', 'old'], ['session:b', 'b'], ['session:c', 'c']]); // prettier-ignore
    breakers.control('write', 'force-open');
    await manager.set('session:a', 'new');
    breakers.control('write', 'force-close');
    const keys = ['session:b', 'session:a', 'session:c'];
    const texts = await manager.mget(...keys);
    const counts = [await manager.exists(...keys), await manager.del(...keys)];
    expect([texts, counts]).toEqual([['b', 'new', 'c'], [3, 3]]); // prettier-ignore
    await settled(manager);
    expect(await other.exists(...keys)).toBe(0);
  });

  it.each<[what: string, before: Step, change: Step, look: Step, answer: unknown]>([
    ['a text', (own) => own.set('session:k', 'old'), (own) => own.set('session:k', 'new'), text, 'new'],
    ['one text of several', (own) => own.set('session:k', 'old'), (own) => own.mset([['session:k', 'new']]), (own) => own.mget('session:k'), ['new']], // prettier-ignore
    ['a text that is not critical', (own) => own.set('k', 'old'), (own) => own.set('k', 'new'), (own) => own.get('k'), 'new'], // prettier-ignore
    ['a sum to add to', (own) => own.incr('session:k'), (own) => own.incrby('session:k', 5), (own) => own.incr('session:k'), 7], // prettier-ignore
    ['a sum to put a text over', (own) => own.incr('session:k'), (own) => own.incr('session:k'), (own) => own.set('session:k', '40').then(() => settled(own)).then(() => text(own)), '40'], // prettier-ignore
    ['a field', (own) => own.hset('session:k', 'f', 'old'), (own) => own.hset('session:k', 'f', 'new'), (own) => own.hget('session:k', 'f'), 'new'], // prettier-ignore
    ['a hash without a field', (own) => own.hset('session:k', 'f', 'old'), (own) => own.hdel('session:k', 'f'), (own) => own.hgetall('session:k'), {}], // prettier-ignore
    ['a key that is no more', (own) => own.set('session:k', 'old'), (own) => own.del('session:k'), (own) => own.exists('session:k'), 0], // prettier-ignore
    ['a key that lives shorter', (own) => own.set('session:k', 'old'), (own) => own.expire('session:k', 9_000), async (own) => (await own.ttl('session:k')) <= 9_000, true], // prettier-ignore
    ['that everything is forgotten', (own) => own.set('session:k', 'old'), (own) => own.flushall(), text, null], // prettier-ignore
  ])('knows %s though writes alone rest, and after that', async (_what, before, change, look, answer) => {
    const manager = await through();
    const { breakers } = manager['parts'];
    await before(manager);
    breakers.control('write', 'force-open');
    await change(manager);
    breakers.control('write', 'force-close');
    expect(await look(manager)).toEqual(answer);
    await settled(manager);
    expect(manager.getCurrentProvider()).toBe('redis');
  });
});
