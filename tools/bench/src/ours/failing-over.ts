import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RedisGate, setFor } from '@secureconnect/redis';
import { Failover, RedisHealthService } from '@secureconnect/resilience';
import { until } from '@secureconnect/testing';
import { type Answer, rightValue, type StartSubject } from '../outage/outage-subject';
import { resilientRedis } from './resilient-redis';

const ttlMs = 300_000;
const guarantees = { redis: 'all that was written', memory: 'what this process has seen' };

/** Ours: a read through the gate that fails over to memory; what neither has comes from the record, as the peers' does. */
export const failingOver: StartSubject = async ({ url }) => {
  const app = await startApplication(url);
  const gate = app.get(RedisGate);
  const store = app.get(Failover).store({ name: 'names', guarantees });
  const seen = new Map<string, string>();
  const fromRedis = async (key: string): Promise<Answer> => {
    const found = await gate.read('names.find', (redis) => redis.get(key));
    const value = found ?? rightValue(key);
    if (found === null) await gate.run(setFor, { key }, { value, ttlMs });
    seen.set(key, value);
    return { value, fromRedis: true };
  };
  const fromMemory = (key: string): Answer => ({ value: seen.get(key) ?? rightValue(key), fromRedis: false });
  return {
    ask: (key) =>
      store.call('names.find', {
        kind: 'read',
        redis: () => fromRedis(key),
        memory: () => fromMemory(key),
      }),
  };
};

async function startApplication(url: string) {
  @Module({ imports: [resilientRedis(url)] })
  class NamesModule {}
  const app = await NestFactory.createApplicationContext(NamesModule, { logger: false });
  await until('Redis to be relied on', () => app.get(RedisHealthService).isAvailable);
  return app;
}
