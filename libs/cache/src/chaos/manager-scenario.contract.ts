import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { type CacheManager } from '../manager/cache-manager';
import { cacheScene } from '../manager/cache-scene.contract';
import { brokenOf, type CacheScenario, type Extent, type Findings } from './cache-scenario.contract';
import { type Operation, OperationLoad } from './operation-load.contract';
import { type RedisFault } from './redis-faults.contract';

const critical = 100;
const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
const keyOf = (index: number): string => `critical:${index}`;

/** Every command of a cache manager but `flushall`, on keys of fitting kinds. */
function anyCommand(managers: readonly CacheManager[]): Operation {
  const manager = pick(managers);
  const [text, other, count, hash] = ['t', 't', 'n', 'h'].map(
    (kind) => `${kind}:${Math.floor(Math.random() * 200)}`,
  ) as [string, string, string, string];
  return pick<Operation>([
    ['get', () => manager.get(text)],
    ['set', () => manager.set(text, 'value', 60_000)],
    ['del', () => manager.del(text, other)],
    ['exists', () => manager.exists(text)],
    ['expire', () => manager.expire(text, 60_000)],
    ['ttl', () => manager.ttl(text)],
    ['mget', () => manager.mget(text, other)],
    ['mset', () => manager.mset([[text, '1'], [other, '2']])], // prettier-ignore
    ['incr', () => manager.incr(count)],
    ['incrby', () => manager.incrby(count, 5)],
    ['decr', () => manager.decr(count)],
    ['decrby', () => manager.decrby(count, 5)],
    ['hset', () => manager.hset(hash, 'field', 'value')],
    ['hget', () => manager.hget(hash, 'field')],
    ['hdel', () => manager.hdel(hash, 'field')],
    ['hexists', () => manager.hexists(hash, 'field')],
    ['hgetall', () => manager.hgetall(hash)],
    ['keys', () => manager.keys('t:1*')],
  ]);
}

const settings = { criticalKeys: ['critical:*'], memoryCacheConfig: { maxSize: 50_000 } };

/** How many critical keys have their last value on a manager, given a moment to get it. */
async function rightOn(manager: CacheManager, wanted: (index: number) => string): Promise<number> {
  const keys = Array.from({ length: critical }, (_, index) => keyOf(index));
  let count = 0;
  const look = async (): Promise<boolean> => {
    const values = await manager.mget(...keys);
    count = values.filter((value, index) => value === wanted(index)).length;
    return count === critical;
  };
  await until('all to be right', look, { timeout: 5_000 }).catch(() => undefined); // The count says it.
  return count;
}

async function through(fault: RedisFault, redis: RedisServer, extent: Extent): Promise<Findings> {
  const { operations, progress } = extent;
  const { open, close, served } = cacheScene(() => redis);
  const managers = [await open(settings), await open(settings)];
  const load = new OperationLoad();
  const next = (): Operation => anyCommand(managers);
  const say = (done: number): void => progress(`${done} of ${operations}`);
  const write = async (from: number, value: string): Promise<void> => {
    for (let index = from; index < critical; index += 1)
      await load.watch([
        'set',
        () => (managers[index % 2] as CacheManager).set(keyOf(index), value, 600_000),
      ]);
  };
  await write(0, 'before');
  await fault.on(redis);
  await load.put(operations / 2, next, say);
  await write(critical / 2, 'meanwhile');
  await load.put(operations / 2, next, say);
  await fault.off(redis);
  await Promise.all(managers.map((manager) => served(manager, 'redis')));
  managers.push(await open(settings));
  const last = (index: number): string => (index < critical / 2 ? 'before' : 'meanwhile');
  const right = await Promise.all(managers.map((manager) => rightOn(manager, last)));
  const { unsettled, failed, slowestMs } = load;
  await close();
  return {
    ...{ operations: load.operations, unsettled, failed, slowestMs },
    note: `of ${critical} critical keys, with their last value on each instance: ${right.join(', ')}`,
    broken: [
      ...load.failures.values(),
      ...brokenOf({ 'critical keys are right everywhere afterwards': right.every((n) => n === critical) }),
    ],
  };
}

async function run(fault: RedisFault, extent: Extent): Promise<Findings> {
  const redis = await startRedis();
  try {
    return await through(fault, redis, extent);
  } finally {
    await redis.close();
  }
}

/** The cache manager while its Redis fails. */
export const managerScenario = (fault: RedisFault): CacheScenario => ({
  name: `cache manager, ${fault.name}`,
  did: fault.did,
  must: 'no command hangs or fails; critical keys have their last value everywhere afterwards',
  run: (extent) => run(fault, extent),
});
