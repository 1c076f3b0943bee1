import { type INestApplicationContext, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ResilientRedisModule } from '@secureconnect/redis';
import { BreakerOpenError, RedisHealthService } from '@secureconnect/resilience';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { RelayEnd } from './invalidation/relay-bus.contract';
import { MultiLayerCache } from './multi-layer-cache';
import { MultiLayerCacheModule } from './multi-layer-cache.module';

describe('a cache of several layers whose operator wants no fallback', () => {
  let redis: RedisServer;
  let application: INestApplicationContext;
  let cache: MultiLayerCache;
  const bus = new Set<RelayEnd>();

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await startRedis();
    const resilient = { name: 'strict', redis: { url: redis.url }, metrics: new Registry() };
    const resilience = { fallbackEnabled: false };
    @Module({
      imports: [
        ResilientRedisModule.forRoot({ ...resilient, resilience }),
        MultiLayerCacheModule.forRoot({ relay: new RelayEnd(bus) }),
      ],
    })
    class StrictModule {}
    application = await NestFactory.createApplicationContext(StrictModule, { logger: false });
    cache = application.get(MultiLayerCache);
    await until('normal', () => application.get(RedisHealthService).state === 'normal');
    await until('the log to be followed', async () => (await cache.healthCheck()).isCurrent);
    for (const key of ['held', 'tagged', 'deleted']) await cache.set(key, 'before', { tags: [`of:${key}`] });
    await redis.kill();
    await until('an outage', () => !application.get(RedisHealthService).isAvailable);
    await until('doubt', () => !cache.getStats().isCurrent);
  });
  afterAll(async () => {
    await application.close();
    await redis.close();
  });

  it('serves what memory holds', async () => {
    expect(await cache.get('held')).toBe('before');
    expect(await cache.getOrSet('held', () => 'loaded')).toBe('before');
  });

  it('refuses what it would have to ask Redis for, and calls no loader', async () => {
    let calls = 0;
    const asked = cache.getOrSet('absent', () => (calls += 1));
    await expect(asked).rejects.toThrow(BreakerOpenError);
    await expect(cache.get('absent')).rejects.toThrow(BreakerOpenError);
    expect(calls).toBe(0);
  });

  it('refuses to write and to invalidate, and serves no longer what was to be void', async () => {
    await expect(cache.set('new', 'value')).rejects.toThrow(BreakerOpenError);
    await expect(cache.invalidateByTag('of:tagged')).rejects.toThrow(BreakerOpenError);
    await expect(cache.delete('deleted')).rejects.toThrow(BreakerOpenError);
    for (const key of ['tagged', 'deleted']) await expect(cache.get(key)).rejects.toThrow(BreakerOpenError);
  });

  it('tells the others over the relay all that it refused to invalidate', async () => {
    const heard = new Set<string>();
    new RelayEnd(bus).listen({
      onMarks: (marks) => marks.forEach((mark) => heard.add(mark)),
      onListening: () => undefined,
      onDeaf: () => undefined,
    });
    const tags = Array.from({ length: 1_200 }, (_, index) => `many:${index}`);
    await expect(cache.invalidateTags(tags)).rejects.toThrow(BreakerOpenError);
    await until('all of them to be heard', () => tags.every((tag) => heard.has(`t:${tag}`)));
  });

  it('says that it is degraded', async () => {
    expect(await cache.healthCheck()).toMatchObject({ status: 'degraded', l2: { available: false } });
  });
});
