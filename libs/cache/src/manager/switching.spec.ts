import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ResilientRedisModule } from '@secureconnect/redis';
import { Fallback } from '@secureconnect/resilience';
import { httpClient, type RedisServer, startRedis, until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { CacheManager } from './cache-manager';
import { CacheManagerModule } from './cache-manager.module';
import { cacheScene } from './cache-scene.contract';

const criticalKeys = ['session:*'];

describe('a cache manager', () => {
  let redis: RedisServer;
  const { open, close, served } = cacheScene(() => redis);

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await close();
    await redis.flush();
  });
  afterAll(() => redis.close());

  it('serves from memory while an operator wants it so, then brings Redis what it lacks, in batches', async () => {
    const manager = await open({ criticalKeys, syncBatchSize: 100 });
    await manager.set('session:1', 'before');
    manager.switchToMemoryCache();
    expect(manager.getCurrentProvider()).toBe('memory');
    expect(manager.getHealthStatus()).toMatchObject({ provider: 'memory', isHealthy: true });
    expect(await manager.get('session:1')).toBe('before');
    for (let index = 0; index < 250; index += 1) await manager.set(`session:${index}`, `after ${index}`);
    expect(await redis.command('GET', 'cache:default:session:1')).toBe('before');
    expect(manager.getSyncStats()).toMatchObject({ pendingKeys: 250, syncedKeys: 0 });
    expect(await manager.switchToRedis()).toBe(true);
    expect(manager.getCurrentProvider()).toBe('redis');
    expect(await redis.command('GET', 'cache:default:session:249')).toBe('after 249');
    expect(manager.getSyncStats()).toMatchObject({ pendingKeys: 0, syncedKeys: 250, failedBatches: 0 });
  });

  it('does not switch to a Redis that is away, and serves from it once it is back', async () => {
    const manager = await open({ criticalKeys });
    manager.switchToMemoryCache();
    redis.freeze();
    await until('the outage', () => !manager.getHealthStatus().isHealthy);
    await manager.set('session:1', '1');
    expect(await manager.switchToRedis()).toBe(false);
    redis.thaw();
    await served(manager, 'redis');
    expect(await redis.command('GET', 'cache:default:session:1')).toBe('1');
  });

  it('adds up what several instances counted, and lets the later of two writes stand, whoever recovers first', async () => {
    const [one, other] = await Promise.all([open({ criticalKeys }), open({ criticalKeys })]);
    await one.set('session:n', '100');
    for (const manager of [one, other]) manager.switchToMemoryCache();
    for (let index = 0; index < 7; index += 1) await one.incr('session:n');
    await other.decrby('session:n', 2);
    await one.set('session:late', 'older');
    await new Promise((resolve) => setTimeout(resolve, 5));
    await other.set('session:late', 'newer');
    expect(await other.switchToRedis()).toBe(true);
    await other.hset('session:h', 'f', 'v');
    expect(await one.switchToRedis()).toBe(true);
    expect(await one.mget('session:n', 'session:late')).toEqual(['105', 'newer']);
  });

  it('counts what no longer fits what Redis holds as a conflict, and recovers all the same', async () => {
    const [one, other] = await Promise.all([open({ criticalKeys }), open({ criticalKeys })]);
    one.switchToMemoryCache();
    await one.incr('session:n');
    await other.hset('session:n', 'f', 'v');
    expect(await one.switchToRedis()).toBe(true);
    expect(one.getSyncStats()).toMatchObject({ conflicts: 1, pendingKeys: 0 });
    expect(await one.hgetall('session:n')).toEqual({ f: 'v' });
  });

  it('brings nothing to Redis where that is not wanted', async () => {
    const manager = await open({ criticalKeys, enableDataSync: false });
    manager.switchToMemoryCache();
    await manager.set('session:1', '1');
    await manager.switchToRedis();
    expect(await manager.get('session:1')).toBeNull();
  });

  it('does not let a read that began before a write bring old news', async () => {
    const manager = await open();
    for (let round = 0; round < 200; round += 1) {
      const read = manager.get('a');
      await manager.set('a', String(round));
      await read;
      manager.switchToMemoryCache();
      expect(await manager.get('a')).toBe(String(round));
      await manager.switchToRedis();
    }
  });

  it('is there for a Nest application, whose handlers are marked while memory serves', async () => {
    @Controller()
    class Visits {
      constructor(private readonly cache: CacheManager) {}

      @Fallback('visits', 'cache-default')
      @Get()
      async visit() {
        return { visits: await this.cache.incr('visits') };
      }
    }

    @Module({
      imports: [
        ResilientRedisModule.forRoot({
          name: 'visits',
          redis: { url: redis.url, commandTimeoutMs: 1_000 },
          metrics: new Registry(),
        }),
        CacheManagerModule.forRoot({ criticalKeys: ['visits'] }),
      ],
      controllers: [Visits],
    })
    class AppModule {}

    const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { logger: false }); // prettier-ignore
    await app.listen(0, '127.0.0.1');
    const http = httpClient(await app.getUrl());
    const manager = app.get(CacheManager);
    await served(manager, 'redis');
    expect((await http.get('/')).json).toEqual({ visits: 1 });
    redis.freeze();
    const marked = await http.get('/');
    expect([marked.json, marked.headers['x-degraded']]).toEqual([{ visits: 2 }, expect.stringContaining('cache-default')]); // prettier-ignore
    redis.thaw();
    await served(manager, 'redis');
    const healed = await http.get('/');
    expect([healed.json, healed.headers['x-degraded']]).toEqual([{ visits: 3 }, undefined]);
    await app.close();
  });
});
