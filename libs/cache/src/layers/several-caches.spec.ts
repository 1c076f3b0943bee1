import { type INestApplicationContext, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ResilientRedisModule } from '@secureconnect/redis';
import { Failover, RedisHealthService } from '@secureconnect/resilience';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { MultiLayerCache } from './multi-layer-cache';
import { MultiLayerCacheModule } from './multi-layer-cache.module';
import { multiLayerCacheToken } from './multi-layer-cache-token';

const SECONDS = Symbol('seconds');

@Module({ providers: [{ provide: SECONDS, useValue: 60 }], exports: [SECONDS] })
class SettingsModule {}

describe('an application with two caches', () => {
  let redis: RedisServer;
  let application: INestApplicationContext;
  let pages: MultiLayerCache;
  let cache: MultiLayerCache;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await startRedis();
    const metrics = new Registry();
    @Module({
      imports: [
        ResilientRedisModule.forRoot({ name: 'two', redis: { url: redis.url }, metrics }),
        MultiLayerCacheModule.forRoot(),
        MultiLayerCacheModule.forRootAsync({
          name: 'pages',
          imports: [SettingsModule],
          inject: [SECONDS],
          useFactory: async (defaultTTL: number) => ({ defaultTTL }),
        }),
      ],
    })
    class TwoCachesModule {}
    application = await NestFactory.createApplicationContext(TwoCachesModule, { logger: false });
    cache = application.get(MultiLayerCache);
    pages = application.get(multiLayerCacheToken('pages'));
    await until('normal', () => application.get(RedisHealthService).state === 'normal');
    for (const each of [cache, pages])
      await until('the log to be followed', async () => (await each.healthCheck()).isCurrent);
  });
  afterAll(async () => {
    await application.close();
    await redis.close();
  });

  it('has each by its own name, as a store and in Redis', async () => {
    const stores = application.get(Failover).stores.map(({ name }) => name);
    expect(stores).toEqual(expect.arrayContaining(['cache', 'pages']));
    await Promise.all([cache.set('key', 'ours'), pages.set('key', 'theirs')]);
    expect(await Promise.all([cache.get('key'), pages.get('key')])).toEqual(['ours', 'theirs']);
    expect(await redis.command('EXISTS', 'cache:e:key', 'pages:e:key')).toBe(2);
  });

  it('takes the options of the one from what the container has', async () => {
    await pages.set('brief', 'value');
    const leftMs = Number(await redis.command('PTTL', 'pages:e:brief'));
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(60_000);
  });

  it('invalidates in the one and leaves the other alone', async () => {
    const options = { tags: ['shared'] };
    await Promise.all([cache.set('tagged', 1, options), pages.set('tagged', 2, options)]);
    await pages.invalidateByTag('shared');
    expect(await Promise.all([cache.get('tagged'), pages.get('tagged')])).toEqual([1, undefined]);
    await cache.clear();
    expect(await cache.get('tagged')).toBeUndefined();
  });
});
