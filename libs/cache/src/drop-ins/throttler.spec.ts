import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { ResilientRedisModule } from '@secureconnect/redis';
import { Fallback } from '@secureconnect/resilience';
import { httpClient, type RedisServer, startRedis, until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { CacheManager } from '../manager/cache-manager';
import { CacheManagerModule } from '../manager/cache-manager.module';
import { ThrottlerCacheStore } from './throttler-cache.store';

@Controller()
class Hello {
  @Fallback('hello', 'throttler')
  @Get()
  hello() {
    return { hello: 'you' };
  }
}

describe("an application with Nest's throttler", () => {
  let redis: RedisServer;
  let app: NestFastifyApplication;

  beforeEach(async () => {
    redis = await startRedis();
    @Module({
      imports: [
        ResilientRedisModule.forRoot({ name: 'shop', redis: { url: redis.url }, metrics: new Registry() }),
        CacheManagerModule.forRoot({ criticalKeys: ['throttle:*'] }),
        ThrottlerModule.forRootAsync({
          inject: [CacheManager],
          useFactory: (cache: CacheManager) => ({
            throttlers: [{ ttl: 600_000, limit: 5 }],
            storage: new ThrottlerCacheStore(cache),
          }),
        }),
      ],
      controllers: [Hello],
      providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
    })
    class AppModule {}
    app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { logger: false }); // prettier-ignore
    await app.listen(0, '127.0.0.1');
    await servedBy('redis');
  });
  afterEach(async () => {
    redis.thaw();
    await app.close();
    await redis.close();
  });

  const servedBy = (provider: string) =>
    until(provider, () => app.get(CacheManager).getCurrentProvider() === provider);

  it.each<[string, () => unknown, () => unknown]>([
    ['killed', () => redis.kill(), () => redis.start()],
    ['frozen', () => redis.freeze(), () => redis.thaw()],
  ])('goes on counting where it was while Redis is %s, and after it', async (_name, on, off) => {
    const http = httpClient(await app.getUrl());
    const statuses = async (times: number) => {
      const seen: number[] = [];
      for (let asked = 0; asked < times; asked += 1) seen.push((await http.get('/')).status);
      return seen;
    };
    expect(await statuses(3)).toEqual([200, 200, 200]);
    await on();
    expect(await statuses(3)).toEqual([200, 200, 429]);
    await off();
    await servedBy('redis');
    const refused = await http.get('/');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(500);
    expect(await redis.command('KEYS', 'cache:default:throttle:*')).toHaveLength(1);
  });

  it('blocks for as long as it was told from the first request too many, which others do not prolong', async () => {
    const store = new ThrottlerCacheStore(app.get(CacheManager));
    const ask = () => store.increment('you', 2_000, 2, 600_000, 'strict');
    expect(await ask()).toMatchObject({ isBlocked: false, timeToExpire: 2, timeToBlockExpire: 0 });
    await ask();
    expect(await ask()).toMatchObject({ totalHits: 3, isBlocked: true, timeToBlockExpire: 600 });
    await app.get(CacheManager).expire('throttle:strict:you', 300_000);
    expect(await ask()).toMatchObject({ totalHits: 4, isBlocked: true, timeToBlockExpire: 300 });
  });

  it('admits nobody anew once a Redis that was emptied is known to be, though requests went on meanwhile', async () => {
    const store = new ThrottlerCacheStore(app.get(CacheManager));
    const ask = () => store.increment('you', 600_000, 100, 600_000, 'wide');
    let asked = 0;
    for (; asked < 101; asked += 1) await ask();
    await redis.flush();
    await until('what was counted before', async () => {
      asked += 1;
      return (await ask()).totalHits >= asked;
    });
    expect(await ask()).toMatchObject({ totalHits: asked + 1, isBlocked: true });
  });
});
