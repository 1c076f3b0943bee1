import { Controller, Get, Injectable, Module, Param, Put } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ResilientRedisModule } from '@secureconnect/redis';
import { FailClosed, FailOpen, Fallback, RedisHealthService } from '@secureconnect/resilience';
import { httpClient, type RedisServer, startRedis, until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { MultiLayerCacheModule } from '../layers/multi-layer-cache.module';
import { CacheEvict } from './cache-evict.decorator';
import { Cacheable } from './cacheable.decorator';

interface Profile {
  readonly name: string;
}

@Injectable()
class Profiles {
  readonly table = new Map([['1', 'ada']]);
  asked = 0;

  @Fallback('profiles.find', 'cache', { tiers: ['redis', 'memory'] })
  @Cacheable({ key: (id: string) => `profile:${id}`, tags: (id) => [`user:${id}`], ttl: 600 })
  async find(id: string): Promise<Profile> {
    this.asked += 1;
    return { name: this.table.get(id) ?? 'nobody' };
  }

  /** What must not be told from memory. */
  @FailClosed('profiles.rights', 'cache', { tiers: ['redis', 'memory'] })
  @Cacheable({ key: (id: string) => `rights:${id}`, ttl: 600 })
  async rights(id: string): Promise<string[]> {
    this.asked += 1;
    return [`read:${id}`];
  }

  @FailOpen('profiles.likes', 'cache', { returns: () => ({ likes: 0 }) })
  @Cacheable({ key: (id: string) => `likes:${id}`, ttl: 600 })
  async likes(_id: string): Promise<{ likes: number }> {
    return { likes: 7 };
  }

  @Fallback('profiles.rename', 'cache', { tiers: ['redis', 'memory'] })
  @CacheEvict({ tags: (id: string, _name: string) => [`user:${id}`] })
  async rename(id: string, name: string): Promise<void> {
    this.table.set(id, name);
  }
}

@Fallback('profile-routes', 'cache')
@Controller('profiles')
class ProfilesController {
  constructor(private readonly profiles: Profiles) {}

  @Get(':id/rights')
  rights(@Param('id') id: string) {
    return this.profiles.rights(id);
  }

  @Get(':id/likes')
  likes(@Param('id') id: string) {
    return this.profiles.likes(id);
  }

  @Get(':id')
  find(@Param('id') id: string) {
    return this.profiles.find(id);
  }

  @Put(':id/:name')
  async rename(@Param('id') id: string, @Param('name') name: string) {
    await this.profiles.rename(id, name);
    return { name };
  }
}

describe('an application whose methods are @Cacheable', () => {
  let redis: RedisServer;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    redis = await startRedis();
    @Module({
      imports: [
        ResilientRedisModule.forRoot({ name: 'shop', redis: { url: redis.url }, metrics: new Registry() }),
        MultiLayerCacheModule.forRoot(),
      ],
      controllers: [ProfilesController],
      providers: [Profiles],
    })
    class AppModule {}
    app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { logger: false }); // prettier-ignore
    await app.listen(0, '127.0.0.1');
    await normal();
  });
  afterAll(async () => {
    await app.close();
    await redis.close();
  });

  const normal = () => until('normal', () => app.get(RedisHealthService).isAvailable);

  it('asks once for all who ask, forgets at once what was evicted, and does both while Redis is killed', async () => {
    const http = httpClient(await app.getUrl());
    const profiles = app.get(Profiles);
    const name = async () => (await http.get('/profiles/1')).json.name as string;
    const all = await Promise.all(Array.from({ length: 20 }, name));
    expect([new Set(all), profiles.asked]).toEqual([new Set(['ada']), 1]);
    await http.request('PUT', '/profiles/1/grace');
    expect([await name(), profiles.asked]).toEqual(['grace', 2]);
    await redis.kill();
    expect(await name()).toBe('grace');
    expect((await http.request('PUT', '/profiles/1/barbara')).status).toBe(200);
    expect(await name()).toBe('barbara');
    await redis.start();
    await normal();
    expect(await name()).toBe('barbara');
  });

  it('does as each method declares: what is closed is closed though memory has it, what is open remembers nothing of the outage', async () => {
    const http = httpClient(await app.getUrl());
    const profiles = app.get(Profiles);
    const before = profiles.asked;
    expect((await http.get('/profiles/1/rights')).json).toEqual(['read:1']);
    await redis.kill();
    await until('the outage', () => !app.get(RedisHealthService).isAvailable);
    const closed = await http.get('/profiles/1/rights');
    expect([closed.status, Number(closed.headers['retry-after']) > 0]).toEqual([503, true]);
    expect((await http.get('/profiles/1/likes')).json).toEqual({ likes: 0 });
    await redis.start();
    await normal();
    expect((await http.get('/profiles/1/likes')).json).toEqual({ likes: 7 });
    expect((await http.get('/profiles/1/rights')).json).toEqual(['read:1']);
    expect(profiles.asked - before).toBeLessThanOrEqual(2); // Redis came back empty, and memory may doubt.
  });

  it('is refused outside of a declaration, whose answer in an outage it would remember', () => {
    const make = () => {
      class Wrong {
        @Cacheable({ key: () => 'all' })
        @FailOpen('wrong.count', 'cache', { returns: 0 })
        async count(): Promise<number> {
          return 1;
        }
      }
      return Wrong;
    };
    expect(make).toThrow('@Cacheable on count goes next to the method');
  });
});
