import {
  type FaultProxy,
  type RedisServer,
  startFaultProxy,
  startRedis,
  until,
} from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheScene } from './cache-scene.contract';

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
      await until('all of it in Redis', () => manager.getSyncStats().pendingKeys === 0);
      await count();
      proxy.delay(0);
    }
    expect(gaps).toEqual([]);
    expect(await redis.command('GET', 'cache:default:session:n')).toBe(String(sum));
  });
});
