import { CACHE_MANAGER, CacheModule, type Cache } from '@nestjs/cache-manager';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ResilientRedisModule } from '@secureconnect/redis';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { CacheManager } from '../manager/cache-manager';
import { CacheManagerModule } from '../manager/cache-manager.module';
import { cacheManagerToken } from '../manager/cache-manager-token';
import { KeyvCacheStore } from './keyv-cache.store';

describe('an application with two cache managers', () => {
  let redis: RedisServer;
  let app: INestApplicationContext;

  beforeAll(async () => {
    redis = await startRedis();
    @Module({
      imports: [
        ResilientRedisModule.forRoot({ name: 'shop', redis: { url: redis.url }, metrics: new Registry() }),
        CacheManagerModule.forRoot(),
        CacheManagerModule.forRootAsync({ redisInstanceName: 'answers', useFactory: () => ({}) }),
        CacheModule.registerAsync({
          inject: [cacheManagerToken('answers')],
          useFactory: (answers: CacheManager) => ({ stores: [new KeyvCacheStore(answers)] }),
        }),
      ],
    })
    class AppModule {}
    app = await NestFactory.createApplicationContext(AppModule, { logger: false });
    await until('Redis', () => app.get(CacheManager).getCurrentProvider() === 'redis');
  });
  afterAll(async () => {
    await app.close();
    await redis.close();
  });

  it('has each by its own token and under its own keys, so that clearing one leaves the other', async () => {
    const own = app.get(CacheManager);
    const answers = app.get<CacheManager>(cacheManagerToken('answers'));
    expect(own).not.toBe(answers);
    await own.set('kept', '1');
    await answers.set('void', '1');
    expect(((await redis.command('KEYS', 'cache:*')) as string[]).sort()).toEqual([
      'cache:answers:void',
      'cache:default:kept',
    ]);
    await app.get<Cache>(CACHE_MANAGER).clear();
    expect([await own.get('kept'), await answers.get('void')]).toEqual(['1', null]);
  });
});
