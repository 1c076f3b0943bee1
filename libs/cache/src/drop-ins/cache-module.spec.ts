import { CACHE_MANAGER, CacheModule } from '@nestjs/cache-manager';
import { Controller, Get, Inject, Module, Param, Put } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ResilientRedisModule } from '@secureconnect/redis';
import { Fallback } from '@secureconnect/resilience';
import { httpClient, type RedisServer, startRedis, until } from '@secureconnect/testing';
import { type Cache } from 'cache-manager';
import { Registry } from 'prom-client';
import { CacheManager } from '../manager/cache-manager';
import { CacheManagerModule } from '../manager/cache-manager.module';
import { KeyvCacheStore } from './keyv-cache.store';

@Fallback('profiles', 'cache-default')
@Controller('profiles')
class Profiles {
  constructor(@Inject(CACHE_MANAGER) private readonly cache: Cache) {}

  @Get(':id')
  async find(@Param('id') id: string) {
    return { profile: (await this.cache.get(id)) ?? null };
  }

  @Put(':id/:name')
  async save(@Param('id') id: string, @Param('name') name: string) {
    await this.cache.set(id, { name }, 60_000);
    return { name };
  }
}

describe("an application with Nest's CacheModule", () => {
  let redis: RedisServer;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    redis = await startRedis();
    @Module({
      imports: [
        ResilientRedisModule.forRoot({ name: 'shop', redis: { url: redis.url }, metrics: new Registry() }),
        CacheManagerModule.forRoot({ criticalKeys: ['*'] }),
        CacheModule.registerAsync({
          inject: [CacheManager],
          useFactory: (cache: CacheManager) => ({ stores: [new KeyvCacheStore(cache)] }),
        }),
      ],
      controllers: [Profiles],
    })
    class AppModule {}
    app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { logger: false }); // prettier-ignore
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await app.close();
    await redis.close();
  });

  it('goes on while Redis is killed, says so, and has in Redis what was written meanwhile', async () => {
    const http = httpClient(await app.getUrl());
    const isServedBy = (provider: string) =>
      until(provider, () => app.get(CacheManager).getCurrentProvider() === provider);
    await isServedBy('redis');
    await http.request('PUT', '/profiles/1/ada');
    await redis.kill();
    const found = await http.get('/profiles/1');
    expect(found.json).toEqual({ profile: { name: 'ada' } });
    expect(found.headers['x-degraded']).toContain('cache-default');
    expect((await http.request('PUT', '/profiles/2/grace')).status).toBe(200);
    expect((await http.get('/profiles/2')).json).toEqual({ profile: { name: 'grace' } });
    await redis.start();
    await isServedBy('redis');
    await until('an unmarked answer', async () => {
      const { json, headers } = await http.get('/profiles/2');
      expect(json).toEqual({ profile: { name: 'grace' } });
      return headers['x-degraded'] === undefined;
    });
    expect(await redis.command('KEYS', 'cache:default:*2')).toHaveLength(1);
  });
});
