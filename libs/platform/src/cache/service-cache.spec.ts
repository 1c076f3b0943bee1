import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { MultiLayerCache } from '@secureconnect/cache';
import { type HealthReport, type ServiceName } from '@secureconnect/contracts';
import { RedisHealthService } from '@secureconnect/resilience';
import {
  httpClient,
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  startVarnish,
  until,
} from '@secureconnect/testing';
import { pino } from 'pino';
import { createApplication } from '../bootstrap/create-application';
import { settingsOf } from '../bootstrap/service-definition';
import { type PlatformValues } from '../config/platform.settings';
import { readSettings } from '../config/read-settings';
import { DatabaseHealth } from '../database/database-health.service';

@Module({})
class EmptyModule {}

interface Service {
  readonly app: NestFastifyApplication;
  readonly cache: MultiLayerCache;
  report(): Promise<HealthReport>;
}

describe('the cache of two services, without a word from Redis', () => {
  let redis: RedisServer;
  let postgres: PostgresServer;
  let chat: Service;
  let video: Service;
  const surprises: unknown[] = [];
  const note = (error: unknown): number => surprises.push(error);

  async function start(name: ServiceName, environment: Record<string, string> = {}): Promise<Service> {
    const definition = { name, module: EmptyModule };
    const values = readSettings(name, settingsOf(definition), {
      DATABASE_URL: postgres.url,
      DATABASE_CONNECT_TIMEOUT_MS: '500',
      DATABASE_STATEMENT_TIMEOUT_MS: '500',
      REDIS_URL: redis.url,
      ...environment,
    }) as PlatformValues;
    const app = await createApplication(definition, values, pino({ level: 'silent' }));
    await app.listen(0, '127.0.0.1');
    const http = httpClient(await app.getUrl());
    const report = async () => (await http.get('/health')).json as HealthReport;
    return { app, cache: app.get(MultiLayerCache), report };
  }
  const whole = ({ app, cache }: Service) =>
    until('all of it', async () => {
      const { status, isCurrent, isRelayHeard } = await cache.healthCheck();
      const isThere = app.get(DatabaseHealth).ready && app.get(RedisHealthService).isAvailable;
      return isThere && status === 'healthy' && isCurrent && isRelayHeard;
    }); // prettier-ignore
  const bothWhole = () => Promise.all([chat, video].map(whole));
  const read = (service: Service, key: string, value: string) =>
    service.cache.getOrSet(key, () => value, { ttl: 600, tags: [`of:${key}`] });
  /** In the memory of both. */
  async function hold(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await until('both to have it', async () => {
        await read(chat, key, 'old');
        return (await video.cache.get(key)) === 'old';
      });
    }
  }
  const isVoid = (service: Service, key: string) =>
    until(`${key} to be void`, async () => (await service.cache.get(key)) === undefined);

  beforeAll(async () => {
    process.on('unhandledRejection', note);
    [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
    [chat, video] = await Promise.all([start('chat'), start('video')]);
  });
  beforeEach(bothWhole);
  afterAll(async () => {
    await Promise.all([chat, video].map(({ app }) => app.close()));
    await Promise.all([redis.close(), postgres.close()]);
    process.off('unhandledRejection', note);
    expect(surprises).toEqual([]);
  });

  type Case = readonly [name: string, on: () => unknown, off: () => unknown];
  const cases: readonly Case[] = [
    ['killed', () => redis.kill(), () => redis.start()],
    ['frozen', () => redis.freeze(), () => redis.thaw()],
  ];

  it.each(cases)('is void in the other service at once while Redis is %s', async (name, on, off) => {
    const [gone, kept] = [`${name}:gone`, `${name}:kept`];
    await hold(gone, kept);
    const { heard } = chat.cache.getStats().relay;
    await on();
    await chat.cache.invalidateByTag(`of:${gone}`);
    await isVoid(video, gone);
    expect(await video.cache.get(kept)).toBe('old');
    expect(await read(video, gone, 'new')).toBe('new');
    expect(chat.cache.getStats().relay.heard).toBe(heard);
    await off();
    await bothWhole();
    await until('the new value to be everybody’s', async () => (await read(chat, gone, 'new')) === 'new');
    for (const service of [chat, video]) expect(await service.cache.get(gone)).not.toBe('old');
  });

  it('is void everywhere afterwards where PostgreSQL was away too, and nobody waited', async () => {
    await hold('both:gone', 'both:kept');
    redis.freeze();
    postgres.freeze();
    const { relay } = chat.cache.getStats();
    await chat.cache.invalidateByTag('of:both:gone');
    expect(await read(chat, 'both:gone', 'new')).toBe('new');
    expect(chat.cache.getStats().relay).toMatchObject({ sent: relay.sent, failed: relay.failed });
    await until('the relay to be deaf', () => !video.cache.getStats().relay.isListening);
    await until('a try to fail', () => chat.cache.getStats().relay.failed > relay.failed);
    postgres.thaw();
    await isVoid(video, 'both:gone');
    // What it could not know of it distrusts, as long as only PostgreSQL is back.
    await isVoid(video, 'both:kept');
    redis.thaw();
    await bothWhole();
    for (const service of [chat, video]) expect(await service.cache.get('both:gone')).not.toBe('old');
    expect(await read(video, 'both:kept', 'newer')).toBe('old');
  });

  it('is shown in health: its layers, whether it knows all, and whether it would hear', async () => {
    const { components } = await chat.report();
    expect(components['cache']).toEqual({
      status: 'up',
      layers: {
        memory: expect.objectContaining({ entries: expect.any(Number), bytes: expect.any(Number) }),
        redis: { available: true, latency_ms: expect.any(Number) },
        http: { configured: false, waiting: 0 },
      },
      is_current: true,
      is_relay_heard: true,
    });
    redis.freeze();
    await until('it to be degraded', async () => {
      const report = await chat.report();
      return report.status === 'degraded' && report.components['cache']?.status === 'degraded';
    });
    redis.thaw();
    await until('it to be up', async () => (await chat.report()).status === 'ok');
  });

  it('is told to every Varnish there is, and shows in health where one was not', async () => {
    const varnish = await startVarnish({
      backend: await chat.app.getUrl(),
      vcl: join(__dirname, '../../../../docker/varnish/default.vcl'),
    });
    const storage = await start('storage', { EDGE_CACHE_URLS: varnish.purgeUrl });
    const http = async () => (await storage.report()).components['cache'];
    try {
      await whole(storage);
      await storage.cache.invalidateByTag('of:edge');
      await until('it to be purged', () => storage.cache.getStats().l3.purges > 0);
      expect(await http()).toMatchObject({
        status: 'up',
        layers: { http: { configured: true, waiting: 0 } },
      });
      await varnish.kill();
      await storage.cache.invalidateByTag('of:edge');
      await until('it to wait', async () => (await http())?.status === 'degraded');
      await varnish.start();
      await until('nothing to wait', async () => (await http())?.status === 'up');
    } finally {
      await storage.app.close();
      await varnish.close();
    }
  });

  it('has one connection a process to listen, and none of the pool', async () => {
    const rows = await postgres.sql<{ name: string }>(
      "SELECT application_name AS name FROM pg_stat_activity WHERE application_name LIKE '%-broadcast'",
    );
    expect(rows.map(({ name }) => name).sort()).toEqual([
      'secureconnect-chat-broadcast',
      'secureconnect-video-broadcast',
    ]);
  });
});
