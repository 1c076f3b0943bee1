import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MultiLayerCache, MultiLayerCacheModule } from '@secureconnect/cache';
import { ResilientRedisModule } from '@secureconnect/redis';
import { startRedis, until } from '@secureconnect/testing';
import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { Registry } from 'prom-client';
import { takeTurns } from '../figures/rounds';
import { type HitsOfRounds, layeredNames, type LayeredName } from './layers-report';

// A process of its own, so that nothing else has shaped what the engine makes of these loops:
//   node layers-program.ts <rounds> <calls a round> <tags of an entry>
// Writes HitsOfRounds as JSON.
const [rounds, count, tagsEach] = process.argv.slice(2).map(Number) as [number, number, number];
const entries = 1_000;
const keys = Array.from({ length: entries }, (_, index) => `user:profile:${index}`);
const order = Uint32Array.from({ length: count }, () => Math.floor(Math.random() * entries));
const profile = (index: number) => ({ id: `${index}`, name: 'John Doe', email: 'john@example.com' });
const tagged = tagsEach > 0 ? { tags: Array.from({ length: tagsEach }, (_, at) => `tag:${at}`) } : {};

/** Gives a value of the cache, loaded by a loader that is not called when it is held. */
type Ask = (key: string, index: number) => Promise<unknown>;

async function ours(url: string): Promise<Ask> {
  const resilient = { name: 'bench', redis: { url }, metrics: new Registry() };
  @Module({ imports: [ResilientRedisModule.forRoot(resilient), MultiLayerCacheModule.forRoot()] })
  class BenchModule {}
  const application = await NestFactory.createApplicationContext(BenchModule, { logger: false });
  const cache = application.get(MultiLayerCache);
  await until('the log to be followed', async () => (await cache.healthCheck()).isCurrent);
  return (key, index) => cache.getOrSet(key, () => profile(index), { ttl: 3_600, ...tagged });
}

/** Its memory layer alone, with no other instance to hear of: less than ours does. */
function bento(serialize: boolean): Ask {
  const memory = memoryDriver({ maxItems: 10_000, serialize });
  const cache = new BentoCache({ default: 'one', stores: { one: bentostore().useL1Layer(memory) } });
  return (key, index) => cache.getOrSet({ key, ttl: '1h', ...tagged, factory: () => profile(index) });
}

async function main(): Promise<void> {
  const redis = await startRedis();
  const asks: Record<LayeredName, Ask> = {
    ours: await ours(redis.url),
    bentocache: bento(true),
    'bentocache, no copies': bento(false),
  };
  for (const ask of Object.values(asks)) for (const [index, key] of keys.entries()) await ask(key, index);
  const perHit = async (name: LayeredName): Promise<number> => {
    const ask = asks[name];
    const since = performance.now();
    for (const index of order) await ask(keys[index] as string, index);
    return ((performance.now() - since) * 1_000_000) / count;
  };
  await takeTurns(layeredNames, 2, perHit); // warms up
  const report: HitsOfRounds = await takeTurns(layeredNames, rounds, perHit);
  await redis.close();
  process.stdout.write(JSON.stringify(report), () => process.exit(0));
}

void main();
