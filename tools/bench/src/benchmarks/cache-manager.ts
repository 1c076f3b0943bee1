import { type CacheManager, createCacheManager } from '@secureconnect/cache';
import { startRedis, until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { median, spread, takeTurns } from '../figures/rounds';
import { bareIoredis } from '../peers/bare-ioredis';

type Call = () => Promise<unknown>;
const names = ['redis', 'memory', 'ioredis'] as const;
const widths = [64, 1] as const;

/** Calls a second, of so many who each wait for their answer before they ask again. */
async function callsPerSecond(call: Call, width: number, ms: number): Promise<number> {
  let count = 0;
  const since = performance.now();
  const ask = async () => {
    for (; performance.now() - since < ms; count++) await call();
  };
  await Promise.all(Array.from({ length: width }, ask));
  return (count * 1_000) / (performance.now() - since);
}

async function managerOf(url: string, redisInstanceName: string): Promise<CacheManager> {
  // A busy machine may be late; what is measured is the cost of a call, and a miss would be served by memory.
  const manager = await createCacheManager({
    ...{ redis: { url }, redisInstanceName, failoverTimeout: 2_000, metrics: new Registry() },
  });
  await until('Redis to serve', () => manager.getCurrentProvider() === 'redis');
  await manager.set('value', 'x'.repeat(300));
  return manager;
}

async function measure(
  calls: Readonly<Record<(typeof names)[number], Call>>,
  { quick, progress }: BenchmarkContext,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const [rounds, ms, warmUpMs] = quick ? [1, 100, 50] : [21, 200, 500];
  for (const width of widths) {
    for (const name of names) await callsPerSecond(calls[name], width, warmUpMs);
    const turns = await takeTurns(names, rounds, (name, round) => {
      progress(`round ${round} of ${rounds}: ${width} at once, ${name}`);
      return callsPerSecond(calls[name], width, ms);
    });
    const peers = { 'bare GET': median(turns.ioredis) };
    for (const [from, values] of [
      ['Redis', turns.redis],
      ['memory', turns.memory],
    ] as const)
      // prettier-ignore
      figures.push({
        name: `get from ${from}, ${width} at once`,
        unit: '/s',
        ours: median(values),
        spread: spread(values),
        peers,
      });
  }
  return figures;
}

async function run(context: BenchmarkContext): Promise<Figure[]> {
  context.progress('starting Redis');
  const redis = await startRedis();
  const [manager, inMemory] = [await managerOf(redis.url, 'one'), await managerOf(redis.url, 'other')];
  const client = bareIoredis(redis.url);
  inMemory.switchToMemoryCache();
  await client.set('value', 'x'.repeat(300));
  await inMemory.set('value', 'x'.repeat(300));
  try {
    const [ofRedis, ofMemory] = [() => manager.get('value'), () => inMemory.get('value')];
    return await measure({ redis: ofRedis, memory: ofMemory, ioredis: () => client.get('value') }, context);
  } finally {
    await Promise.all([manager.disconnect(), inMemory.disconnect()]);
    client.disconnect();
    await redis.close();
  }
}

/** What a read costs that memory follows, with its time to live, through the one choke point. */
export const cacheManager: Benchmark = {
  name: 'cache-manager',
  what: 'get of a 300-byte value, with the time it has left, followed in memory',
  peer: 'one GET on a bare ioredis',
  run,
};
