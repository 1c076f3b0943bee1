import { Controller, Get, Injectable, Module, Param, Put } from '@nestjs/common';
import { type NestFastifyApplication, FastifyAdapter } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import {
  Failover,
  type FailoverStore,
  Fallback,
  RedisHealthService,
  type ResilienceOptions,
} from '@secureconnect/resilience';
import { httpClient, type RedisServer, startRedis, until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { RedisGate } from '../gate/redis-gate';
import { type RedisOptions } from '../options/redis.options';
import { setForEver } from '../scripts/string-scripts';
import { ResilientRedisModule } from './resilient-redis.module';

/** A store as services have them: its tiers inside, its declaration on the method. */
@Injectable()
class Names {
  asked = 0;
  private readonly known = new Map<string, string>();
  private readonly store: FailoverStore;

  constructor(
    failover: Failover,
    private readonly gate: RedisGate,
  ) {
    const guarantees = { redis: 'shared', memory: 'what this process has seen' };
    this.store = failover.store({ name: 'names', guarantees });
  }

  @Fallback('names.find', 'names', { tiers: ['redis', 'memory'] })
  find(id: string): Promise<string | null> {
    this.asked += 1;
    return this.store.call('names.find', {
      kind: 'read',
      redis: () => this.gate.read('names.find', (redis) => redis.get(id)),
      memory: () => this.known.get(id) ?? null,
    });
  }

  @Fallback('names.give', 'names', { tiers: ['redis', 'memory'] })
  async give(id: string, name: string): Promise<void> {
    await this.store.write('names.give', {
      redis: () => this.gate.run(setForEver, { key: id }, { value: name }),
      memory: () => undefined,
    });
    this.known.set(id, name);
  }
}

@Controller('names')
class NamesController {
  constructor(private readonly names: Names) {}

  @Fallback('find-name', 'names')
  @Get(':id')
  async find(@Param('id') id: string) {
    return { name: await this.names.find(id) };
  }

  @Fallback('tell', 'names')
  @Get('told/by-heart')
  tell() {
    return { name: 'anybody' };
  }

  @Fallback('give-name', 'names')
  @Put(':id/:name')
  async give(@Param('id') id: string, @Param('name') name: string) {
    await this.names.give(id, name);
    return { name };
  }
}

let redis: RedisServer;
let app: NestFastifyApplication;
let registry: Registry;

async function start(
  resilience: ResilienceOptions = {},
  differing: RedisOptions = {},
): Promise<ReturnType<typeof httpClient>> {
  registry = new Registry();
  const options = { name: 'names', redis: { url: redis.url, ...differing }, metrics: registry, resilience };

  @Module({
    imports: [ResilientRedisModule.forRoot(options)],
    controllers: [NamesController],
    providers: [Names],
  })
  class AppModule {}

  app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  return httpClient(await app.getUrl());
}
const isNormal = () => app.get(RedisHealthService).isAvailable;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());
afterEach(async () => {
  await app.close();
  await redis.command('FLUSHALL');
});

describe('an application with its resilient Redis', () => {
  it('serves from Redis, unmarked', async () => {
    const http = await start();
    await until('normal', isNormal);
    expect((await http.request('PUT', '/names/1/ada')).status).toBe(200);
    expect(await redis.command('GET', '1')).toBe('ada');
    await until('an unmarked answer', async () => {
      const { json, headers } = await http.get('/names/1');
      expect(json).toEqual({ name: 'ada' });
      return headers['x-degraded'] === undefined;
    });
  });

  it.each<[string, on: () => unknown, off: () => unknown]>([
    ['frozen', () => redis.freeze(), () => redis.thaw()],
    ['killed', () => redis.kill(), () => redis.start()],
  ])('serves from its own tiers while Redis is %s, marks it, counts it and heals', async (_name, on, off) => {
    const http = await start();
    await until('normal', isNormal);
    await http.request('PUT', '/names/1/ada');
    await on();
    const found = await http.get('/names/1');
    expect([found.status, found.json]).toEqual([200, { name: 'ada' }]);
    expect(found.headers['x-degraded']).toContain('names');
    expect((await http.request('PUT', '/names/2/grace')).status).toBe(200);
    expect((await http.get('/names/2')).json).toEqual({ name: 'grace' });
    const metrics = await registry.metrics();
    expect(metrics).toMatch(/redis_fallback_hits_total\{store="names",tier="memory"\} [34]/);
    expect(metrics).toContain('redis_degraded_mode{service="names"} 1');
    await off();
    await until('normal', isNormal);
    await until('an unmarked answer', async () => {
      const { headers } = await http.get('/names/1');
      const isByRedis = (await registry.metrics()).includes('redis_store_tier{store="names",tier="redis"} 1');
      return isByRedis && headers['x-degraded'] === undefined;
    });
  });

  it('has its connections again as soon as Redis is seen well, whenever their next attempts would be', async () => {
    await start({}, { retryDelayMs: 600_000 });
    await until('normal', isNormal);
    await redis.kill();
    const ask = () => app.get(RedisGate).read('names.find', (reader) => reader.get('1'));
    await expect(ask()).rejects.toMatchObject({ fault: 'down' });
    await redis.start();
    await until('normal', isNormal);
    expect(await ask()).toBeNull();
  });

  it('refuses what would fall back where the operator wants no fallback', async () => {
    const http = await start({ fallbackEnabled: false });
    await until('normal', isNormal);
    await http.request('PUT', '/names/1/ada');
    redis.freeze();
    for (let asked = 0; asked < 3; asked += 1) {
      const refused = await http.get('/names/1');
      expect([refused.status, refused.json.code]).toEqual([503, 'redis_unavailable']);
    }
    expect((await http.get('/names/told/by-heart')).status).toBe(503);
    const names = app.get(Names);
    const { asked } = names;
    await expect(names.find('1')).rejects.toMatchObject({ code: 'redis_unavailable' });
    expect(names.asked).toBe(asked); // Known to be away: not even begun.
    redis.thaw();
    await until('normal', isNormal);
    expect((await http.get('/names/1')).json).toEqual({ name: 'ada' });
  });

  it('knows of an outage from a call that went through no store', async () => {
    await start();
    await until('normal', isNormal);
    redis.freeze();
    await expect(app.get(RedisGate).read('bare', (client) => client.get('1'))).rejects.toMatchObject({
      fault: 'hung',
    });
    expect(isNormal()).toBe(false);
    redis.thaw();
    await until('normal', isNormal);
  });

  it('does not doubt a Redis that is well for a write that was lost before it came back', async () => {
    await start();
    await until('normal', isNormal);
    redis.freeze();
    const gate = app.get(RedisGate);
    const held = gate.run(setForEver, { key: 'held' }, { value: 1 }, { deadlineMs: 3_000 });
    const told = held.then(
      () => 'done',
      (error: { fault: string }) => error.fault,
    );
    await redis.kill(); // Lost now, and told when it can no longer be applied.
    await redis.start();
    await until('normal', isNormal);
    const changes: string[] = [];
    app.get(RedisHealthService).state$.subscribe(({ to }) => changes.push(to));
    expect(await told).toBe('down');
    expect([isNormal(), changes]).toEqual([true, []]);
  });

  it('starts degraded where there is no Redis, and ends without one', async () => {
    await redis.kill();
    const http = await start();
    expect(isNormal()).toBe(false);
    expect((await http.get('/names/1')).headers['x-service-mode']).toBe('degraded');
    await redis.start();
    await until('normal', isNormal);
  });
});
