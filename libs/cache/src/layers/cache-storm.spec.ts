import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CacheInstance, following, startInstances } from './cache-scene.contract';

const names = Array.from({ length: 20 }, (_, index) => `key:${index}`);
const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;

describe('a cache of several layers, used by three instances while its Redis comes and goes', () => {
  let redis: RedisServer;
  let instances: CacheInstance[];

  beforeAll(async () => {
    redis = await startRedis();
    instances = await startInstances(3, { url: redis.url });
  });
  afterAll(async () => {
    await Promise.all(instances.map(({ close }) => close()));
    await redis.close();
  });

  it.each<[string, () => unknown]>([
    ['those who listen are cut off', () => redis.dropClients('pubsub')],
    ['it is frozen', () => (redis.freeze(), setTimeout(() => redis.thaw(), 150))],
    ['it is restarted empty', async () => (await redis.kill(), await redis.start())],
    ['it is emptied', () => redis.flush()],
  ])('has what the record has once all is well, when %s', async (_name, fault) => {
    const record = new Map(names.map((name) => [name, 0]));
    let isOver = false;
    let failures = 0;
    const read = async ({ cache }: CacheInstance, name: string) =>
      cache.getOrSet(name, async () => (await sleep(Math.random() * 4), record.get(name)), {
        ttl: 600,
        grace: 600,
        tags: [`of/${name}`],
      });
    const change = async ({ cache }: CacheInstance, name: string) => {
      record.set(name, (record.get(name) ?? 0) + 1);
      await (Math.random() < 0.5 ? cache.invalidateByTag(`of/${name}`) : cache.delete(name));
    };
    const use = async (instance: CacheInstance) => {
      while (!isOver) {
        const work = Math.random() < 0.2 ? change(instance, pick(names)) : read(instance, pick(names));
        await work.catch(() => (failures += 1));
        await sleep(Math.random() * 2);
      }
    };
    const users = instances.flatMap((each) => [use(each), use(each), use(each)]);
    for (let round = 0; round < 3; round += 1) {
      await sleep(150);
      await fault();
      await sleep(250);
    }
    isOver = true;
    await Promise.all(users);
    expect(failures).toBe(0);
    await Promise.all(instances.map(following));
    const wrong = async () => {
      const seen = await Promise.all(
        instances.flatMap((each) => names.map(async (name) => (await read(each, name)) === record.get(name))),
      );
      return seen.filter((isRight) => !isRight).length;
    };
    await until('all to have what the record has', async () => (await wrong()) === 0);
  });
});
