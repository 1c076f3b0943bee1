import { startRedis, until } from '@secureconnect/testing';
import { type CacheInstance, following, startInstance, startInstances } from '../layers/cache-scene.contract';
import { brokenOf, type CacheScenario, type Extent, type Findings } from './cache-scenario.contract';
import { type Operation, OperationLoad } from './operation-load.contract';
import { type RedisFault } from './redis-faults.contract';

const tagged = 100;
const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
const keyOf = (index: number): string => `tagged:${index}`;

/** Every call that a cache of several layers has, but for those that void what is being looked at. */
function anyOperation(instances: readonly CacheInstance[]): Operation {
  const { cache } = pick(instances);
  const key = `key:${Math.floor(Math.random() * 500)}`;
  const options = { ttl: 60, grace: 60, tags: [`of:${key}`] };
  return pick<Operation>([
    ['get', () => cache.get(key)],
    ['getOrSet', () => cache.getOrSet(key, () => 'loaded', options)],
    ['set', () => cache.set(key, 'set', options)],
    ['delete', () => cache.delete(key)],
    ['invalidateTags', () => cache.invalidateTags([`of:${key}`, 'of:nothing'])],
    ['healthCheck', () => cache.healthCheck()],
  ]);
}

/** Invalidates every tag, by one instance or the other; true where each was void to its own at once. */
async function invalidateAll(load: OperationLoad, instances: readonly CacheInstance[]): Promise<boolean> {
  const areVoid = Array.from({ length: tagged }, async (_, index) => {
    const { cache } = instances[index % instances.length] as CacheInstance;
    await load.watch(['invalidateTags', () => cache.invalidateByTag(`tag:${index}`)]);
    return (await load.watch(['get', () => cache.get(keyOf(index))])) === undefined;
  });
  return (await Promise.all(areVoid)).every(Boolean);
}

/** How many of the tagged are void on each instance, given a moment to become so. */
async function voidOn({ cache }: CacheInstance): Promise<number> {
  let count = 0;
  const look = async (): Promise<boolean> => {
    const values = await Promise.all(Array.from({ length: tagged }, (_, index) => cache.get(keyOf(index))));
    count = values.filter((value) => value === undefined).length;
    return count === tagged;
  };
  await until('all to be void', look, { timeout: 5_000 }).catch(() => undefined); // The count says it.
  return count;
}

async function fill([one, other]: readonly CacheInstance[]): Promise<void> {
  for (let index = 0; index < tagged; index += 1) {
    await one?.cache.set(keyOf(index), 'before', { tags: [`tag:${index}`], ttl: 600 });
    await other?.cache.get(keyOf(index));
  }
}

async function run(fault: RedisFault, { operations, progress }: Extent): Promise<Findings> {
  const redis = await startRedis();
  const instances = await startInstances(2, { url: redis.url });
  const load = new OperationLoad();
  const say = (done: number): void => progress(`${done} of ${operations}`);
  const together = () => Promise.all(instances.map(following));
  const next = (): Operation => anyOperation(instances);
  await fill(instances);
  await fault.on(redis);
  await load.put(operations / 2, next, say);
  const isVoidAtOnce = await invalidateAll(load, instances);
  await load.put(operations / 2, next, say);
  await fault.off(redis);
  await together();
  instances.push(await startInstance({ url: redis.url }));
  const areVoid = await Promise.all(instances.map(voidOn));
  const isCleared = await clearDuring(fault, redis, instances, load);
  await Promise.all(instances.map(({ close }) => close()));
  await redis.close();
  const { unsettled, failed, slowestMs } = load;
  return {
    ...{ operations: load.operations, unsettled, failed, slowestMs },
    note: `of ${tagged} entries whose tags were invalidated meanwhile, void on each instance: ${areVoid.join(', ')}`,
    broken: [
      ...load.failures.values(),
      ...brokenOf({
        'invalidated tags are void at once where they were invalidated': isVoidAtOnce,
        'and afterwards everywhere': areVoid.every((count) => count === tagged),
        'cleared meanwhile, everything is void afterwards': isCleared,
      }),
    ],
  };
}

/** Once more with `clear`, which would have hidden what became of the tags. */
async function clearDuring(
  fault: RedisFault,
  redis: Awaited<ReturnType<typeof startRedis>>,
  instances: readonly CacheInstance[],
  load: OperationLoad,
): Promise<boolean> {
  await Promise.all(instances.map(following));
  await fill(instances);
  await fault.on(redis);
  await load.watch(['clear', () => (instances[0] as CacheInstance).cache.clear()]);
  await fault.off(redis);
  await Promise.all(instances.map(following));
  return (await Promise.all(instances.map(voidOn))).every((count) => count === tagged);
}

/** The multi-layer cache while its Redis fails. */
export const layersScenario = (fault: RedisFault): CacheScenario => ({
  name: `multi-layer cache, ${fault.name}`,
  did: fault.did,
  must: 'no call hangs or fails; tags invalidated meanwhile are void everywhere afterwards',
  run: (extent) => run(fault, extent),
});
