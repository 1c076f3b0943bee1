import { type INestApplicationContext, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ResilientRedisModule } from '@secureconnect/redis';
import { RedisHealthService } from '@secureconnect/resilience';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { EdgeCache } from '../layers/edge/edge-cache.port';
import { MultiLayerCache } from '../layers/multi-layer-cache';
import { MultiLayerCacheModule } from '../layers/multi-layer-cache.module';
import { multiLayerCacheToken } from '../layers/multi-layer-cache-token';
import { type CacheManager } from '../manager/cache-manager';
import { CacheManagerModule } from '../manager/cache-manager.module';
import { cacheManagerToken } from '../manager/cache-manager-token';

/** An HTTP cache that can be told not to answer. */
class SwitchedEdge extends EdgeCache {
  isAway = false;

  async purge(): Promise<void> {
    if (this.isAway) throw new Error('away');
  }

  purgeAll(): Promise<void> {
    return this.purge();
  }
}

describe('the metrics of caches', () => {
  let redis: RedisServer;
  let application: INestApplicationContext;
  let cache: MultiLayerCache;
  let pages: MultiLayerCache;
  let manager: CacheManager;
  const registry = new Registry();
  const edge = new SwitchedEdge();
  const logged: string[] = [];
  const logger = { log: () => undefined, warn: () => undefined, error: (line: string) => logged.push(line) };

  const value = async (line: string) => {
    const found = (await registry.metrics()).split('\n').find((each) => each.startsWith(`${line} `));
    return found === undefined ? undefined : Number(found.split(' ').pop());
  };
  const becomes = (line: string, wanted: number) =>
    until(`${line} to be ${wanted}`, async () => (await value(line)) === wanted);
  /** By how much a metric grows while something is done. */
  const growth = async (lines: readonly string[], work: () => Promise<unknown>) => {
    const before = await Promise.all(lines.map(value));
    await work();
    const after = await Promise.all(lines.map(value));
    return after.map((each, at) => (each ?? NaN) - (before[at] ?? 0));
  };
  const of = (name: string, labels = '', of = 'cache') => `${name}{cache="${of}"${labels && `,${labels}`}}`;
  const stale = { ttl: 0.02, grace: 60, softDeadlineMs: 5_000 };
  const outlive = async (key: string) => {
    await cache.getOrSet(key, () => 'old', stale);
    await until('its time to be over', async () => (await cache.get(key)) === undefined);
  };
  const normal = () => until('normal', () => application.get(RedisHealthService).state === 'normal');

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await startRedis();
    const settings = { criticalKeys: ['critical:*'], memoryCacheConfig: { maxSize: 5 } };
    const unhurried = { url: redis.url, commandTimeoutMs: 1_000 }; // A load late by 100 ms is no hit.
    const resilient = { name: 'shown', redis: unhurried, health: { calmMs: 1 }, metrics: registry };
    @Module({
      imports: [
        ResilientRedisModule.forRoot(resilient),
        MultiLayerCacheModule.forRoot({ edge, logger, memory: { maxSize: 50 } }),
        MultiLayerCacheModule.forRoot({ name: 'pages' }),
        CacheManagerModule.forRoot({ ...settings, redisInstanceName: 'texts' }),
      ],
    })
    class ShownModule {}
    application = await NestFactory.createApplicationContext(ShownModule, { logger: false });
    cache = application.get(MultiLayerCache);
    pages = application.get(multiLayerCacheToken('pages'));
    manager = application.get<CacheManager>(cacheManagerToken('texts'));
    await normal();
    for (const each of [cache, pages])
      await until('the log to be followed', async () => (await each.healthCheck()).isCurrent);
  });
  afterAll(async () => {
    await application.close();
    await redis.close();
  });

  it('are there before they first grow', async () => {
    for (const line of [
      of('cache_hits_total', 'layer="memory"', 'pages'),
      of('cache_misses_total', 'layer="http"', 'pages'),
      of('cache_loads_total', 'outcome="failed"', 'pages'),
      of('cache_background_failures_total', '', 'pages'),
      of('cache_relayed_marks_total', 'outcome="heard"', 'pages'),
      of('cache_relay_listening', '', 'pages'),
      of('cache_edge_purges_total', 'outcome="failed"', 'pages'),
      of('cache_manager_conflicts_total', '', 'texts'),
      of('cache_manager_failed_batches_total', '', 'texts'),
    ])
      expect([line, await value(line)]).toEqual([line, 0]);
  });

  it('tell the hits and misses of each layer, and of each cache apart', async () => {
    const lines = [
      of('cache_misses_total', 'layer="memory"'),
      of('cache_misses_total', 'layer="redis"'),
      of('cache_hits_total', 'layer="memory"'),
      of('cache_misses_total', 'layer="http"'),
      of('cache_redis_writes_total'),
      of('cache_hits_total', 'layer="memory"', 'pages'),
    ];
    const grown = await growth(lines, async () => {
      await cache.getOrSet('hit', () => 'value');
      await cache.getOrSet('hit', () => 'value');
      await cache.get('hit');
      cache.edgeFill();
    });
    expect(grown).toEqual([1, 1, 2, 1, 1, 0]);
    const others = [
      of('cache_hits_total', 'layer="redis"'),
      of('cache_hits_total', 'layer="redis"', 'pages'),
    ];
    await pages.set('other', 'value');
    expect(await growth(others, () => pages.get('other'))).toEqual([0, 0]);
    for (const name of ['cache_entries', 'cache_bytes'])
      expect(await value(of(name, 'layer="memory"'))).toBeGreaterThan(0);
    expect(await value(of('cache_current'))).toBe(1);
  });

  it('tell of loaders: how they ended, how long they took and who waited for another', async () => {
    const lines = [
      of('cache_loads_total', 'outcome="done"'),
      of('cache_loads_total', 'outcome="failed"'),
      of('cache_load_duration_seconds_count', 'outcome="done"'),
      of('cache_load_duration_seconds_count', 'outcome="failed"'),
      of('cache_joined_loads_total', 'loader="here"'),
      of('cache_load_deadlines_missed_total'),
    ];
    let answer: (value: string) => void = () => undefined;
    const slow = () => new Promise<string>((resolve) => (answer = resolve));
    const grown = await growth(lines, async () => {
      await Promise.all([cache.getOrSet('joined', () => 1), cache.getOrSet('joined', () => 2)]);
      await cache.getOrSet('failing', () => Promise.reject(new Error('no database'))).catch(() => undefined); // and is counted
      await cache.getOrSet('slow', slow, { hardDeadlineMs: 10 }).catch(() => undefined);
      answer('late');
      await until('the late value', async () => (await cache.get('slow')) === 'late');
    });
    expect(grown).toEqual([2, 1, 2, 1, 1, 1]);
  });

  it('tell what was served after its time, and why; a loader that fails unheard is counted and logged once', async () => {
    const lines = [
      of('cache_stale_served_total', 'reason="loading"'),
      of('cache_stale_served_total', 'reason="failed"'),
      of('cache_background_failures_total'),
    ];
    await outlive('refreshed');
    expect(
      await growth(lines, () => cache.getOrSet('refreshed', () => 'new', { softDeadlineMs: 0 })),
    ).toEqual([1, 0, 0]);
    await outlive('graced');
    await outlive('graced too');
    const failing = () => Promise.reject(new Error('no database'));
    const grown = await growth(lines, async () => {
      const asked = [1, 2, 3].map(() => cache.getOrSet('graced', failing, stale));
      expect(await Promise.all(asked)).toEqual(['old', 'old', 'old']);
      await cache.getOrSet('graced too', failing, stale);
    });
    expect(grown).toEqual([0, 4, 2]);
    expect(logged).toEqual([expect.stringMatching(/a loader of the cache cache failed.*no database/)]);
  });

  it('tell of early refreshes', async () => {
    const slow = () => new Promise((resolve) => setTimeout(resolve, 30, 'value'));
    await cache.getOrSet('early', slow, { ttl: 0.3 });
    await until('an early refresh', async () => {
      await cache.getOrSet('early', slow, { ttl: 0.3 });
      return ((await value(of('cache_early_refreshes_total'))) ?? 0) > 0;
    });
  });

  it('tell of invalidations, of purges of the HTTP cache, and of tags it has not been told', async () => {
    const lines = [
      of('cache_invalidations_total'),
      of('cache_edge_purges_total', 'outcome="done"'),
      of('cache_edge_purges_total', 'outcome="failed"'),
    ];
    expect(await growth(lines, () => cache.invalidateTags(['one', 'two']))).toEqual([2, 1, 0]);
    edge.isAway = true;
    await cache.invalidateByTag('three');
    await becomes(of('cache_edge_purges_waiting'), 1);
    expect(await value(of('cache_edge_purges_total', 'outcome="failed"'))).toBeGreaterThan(0);
    edge.isAway = false;
    await becomes(of('cache_edge_purges_waiting'), 0);
  });

  it('tell of what memory gave up', async () => {
    const [grown] = await growth([of('cache_evictions_total')], async () => {
      for (let index = 0; index < 60; index += 1) await cache.set(`many:${index}`, index);
    });
    expect(grown).toBeGreaterThanOrEqual(10);
  });

  it('tell of a Redis that is away, and what a cache manager kept for it', async () => {
    const texts = (name: string, labels = '') => of(`cache_manager_${name}`, labels, 'texts');
    await manager.set('critical:before', 'value');
    await becomes(texts('provider', 'provider="redis"'), 1);
    await redis.kill();
    await until('an outage', () => !application.get(RedisHealthService).isAvailable);
    await cache.getOrSet('without', () => 'value');
    expect(await value(of('cache_redis_unanswered_total'))).toBeGreaterThan(0);
    await becomes(of('cache_current'), 0);
    await becomes(texts('provider', 'provider="memory"'), 1);
    const lines = ['hits_total', 'misses_total', 'sets_total', 'deletes_total', 'evictions_total'].map(
      (name) => texts(name),
    );
    const grown = await growth(lines, async () => {
      await manager.set('critical:a', 'value');
      await manager.get('critical:a');
      await manager.get('nothing');
      await manager.del('critical:a');
      for (let index = 0; index < 9; index += 1) await manager.set(`other:${index}`, 'value');
    });
    expect(grown.slice(0, 4)).toEqual([1, 1, 10, 1]);
    expect(grown[4]).toBeGreaterThanOrEqual(4);
    await becomes(texts('entries'), 5);
    expect(await value(texts('bytes'))).toBeGreaterThan(0);
    await becomes(texts('pending_keys'), 10);
    await redis.start();
    await normal();
    await becomes(texts('pending_keys'), 0);
    expect(await value(texts('synced_keys_total'))).toBeGreaterThanOrEqual(10);
  });

  it('are those of their page, with its labels', async () => {
    const page = await readFile(join(__dirname, '../../../../docs/cache/metrics.md'), 'utf8');
    const told = [...page.matchAll(/^\| `(cache_\w+)` +\| ([^|]*)\|/gm)].map(([, name, labels = '']) => [
      name,
      [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
    ]);
    const shown = registry
      .getMetricsAsArray()
      .map((metric) => metric as unknown as { name: string; labelNames: string[] })
      .filter(({ name }) => name.startsWith('cache_'))
      .map(({ name, labelNames }) => [name, labelNames]);
    expect(told.sort()).toEqual(shown.sort());
  });
});
