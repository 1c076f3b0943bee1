import { RedisGate } from '@secureconnect/redis';
import {
  type FaultProxy,
  type RedisServer,
  startFaultProxy,
  startRedis,
  until,
} from '@secureconnect/testing';
import { type CacheInstance, following, startInstance, unhurried } from '../cache-scene.contract';
import { RelayEnd } from './relay-bus.contract';

describe('invalidations over a relay', () => {
  let redis: RedisServer;
  let proxy: FaultProxy;
  let bus: Set<RelayEnd>;
  let here: CacheInstance;
  let there: CacheInstance;
  let ends: RelayEnd[];
  const running: CacheInstance[] = [];
  const lines: string[] = [];
  const keep = (line: unknown): number => lines.push(String(line));
  const logger = { log: keep, warn: keep, error: keep };

  async function start(url: string, relay?: RelayEnd): Promise<CacheInstance> {
    const instance = await startInstance({ url, ...unhurried }, { logger, ...(relay && { relay }) });
    running.push(instance);
    await following(instance);
    return instance;
  }
  const normal = () => Promise.all(running.map((each) => each.normal()));
  const isVoid = ({ cache }: CacheInstance, key: string) =>
    until(`${key} to be void`, async () => (await cache.get(key)) === undefined);
  /** In the memory of both instances. */
  async function hold(...keys: string[]): Promise<void> {
    for (const key of keys) await here.cache.set(key, 'old', { tags: [`of:${key}/part`], ttl: 600 });
    for (const key of keys) expect(await there.cache.get(key)).toBe('old');
  }

  beforeEach(async () => {
    lines.length = 0;
    redis = await startRedis();
    proxy = await startFaultProxy({ target: redis.port });
    bus = new Set();
    ends = [new RelayEnd(bus), new RelayEnd(bus)];
    here = await start(proxy.through(redis.url), ends[0]);
    there = await start(redis.url, ends[1]);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map(({ close }) => close()));
    await Promise.all([proxy.close(), redis.close()]);
  });

  type Case = readonly [name: string, on: () => unknown, off: () => unknown];
  const cases: readonly Case[] = [
    ['killed', () => redis.kill(), () => redis.start()],
    ['frozen', () => redis.freeze(), () => redis.thaw()],
    ['read-only', () => redis.readOnly(true), () => redis.readOnly(false)],
  ];

  it.each(cases)('are heard while Redis is %s, and hold once it is back', async (_, on, off) => {
    await hold('tagged', 'deleted', 'changed', 'kept');
    await on();
    await here.cache.invalidateByTag('of:tagged');
    await here.cache.delete('deleted');
    await here.cache.set('changed', 'new');
    for (const key of ['tagged', 'deleted', 'changed']) await isVoid(there, key);
    expect(await there.cache.get('kept')).toBe('old');
    expect(here.cache.getStats().relay).toMatchObject({ sent: 3, failed: 0, waiting: 0 });
    expect(there.cache.getStats().relay).toMatchObject({ isListening: true, heard: 3 });
    await off();
    await normal();
    for (const key of ['tagged', 'deleted']) for (const each of [here, there]) await isVoid(each, key);
    // What is loaded now is everybody's again, for each has told the log what it had heard.
    await Promise.all(running.map(following));
    expect(await here.cache.getOrSet('tagged', () => 'new', { tags: ['of:tagged'] })).toBe('new');
    await until('Redis to serve it', async () => (await there.cache.get('tagged')) === 'new');
  });

  it('keep what is being loaded from coming back', async () => {
    redis.freeze();
    let finish: ((value: string) => void) | undefined;
    const options = { tags: ['of:loaded'] };
    const loading = there.cache.getOrSet('loaded', () => new Promise((done) => (finish = done)), options);
    await until('it to be loaded', () => finish);
    await here.cache.invalidateByTag('of:loaded');
    await until('it to be heard', () => there.cache.getStats().relay.heard === 1);
    finish?.('old');
    expect(await loading).toBe('old');
    expect(await there.cache.getOrSet('loaded', () => 'new', options)).toBe('new');
    redis.thaw();
  });

  it('are told to the log by who reaches it, once, for those who hear no relay', async () => {
    const [third, deaf] = [await start(redis.url, new RelayEnd(bus)), await start(redis.url)];
    await hold('tagged', 'kept');
    for (const key of ['tagged', 'kept'])
      for (const each of [third, deaf]) expect(await each.cache.get(key)).toBe('old');
    let logged = 0;
    const gate = deaf.application.get(RedisGate);
    const onMessage = (message: string): void => void (logged += Number(message.includes('t:of:tagged')));
    await new Promise<void>((onListening) =>
      gate.subscribe('cache:invalidations', { onMessage, onListening }),
    );
    // One instance alone is cut off from Redis.
    await proxy.refuse();
    proxy.reset();
    await here.cache.invalidateByTag('of:tagged');
    for (const each of [there, third, deaf]) await isVoid(each, 'tagged');
    for (const each of [there, third])
      await until('it to be heard', () => each.cache.getStats().relay.heard === 1);
    expect(await deaf.cache.get('kept')).toBe('old');
    expect(logged).toBe(1);
  });

  it('are kept by who hears them and cannot put them into the log', async () => {
    const log = 'cache:{invalidations}';
    await hold('tagged');
    await proxy.refuse();
    proxy.reset();
    await redis.command('SET', log, 'no log');
    await here.cache.invalidateByTag('of:tagged');
    await until('it to be heard', () => there.cache.getStats().relay.heard === 1);
    await until('it to fail', () => there.cache.getStats().backgroundFailures > 0);
    await redis.command('DEL', log);
    await until('the log to have it', () => redis.command('ZSCORE', log, 't:of:tagged'));
  });

  it('that were missed with Redis away have everything distrusted that is held, and else nothing', async () => {
    await hold('tagged', 'other');
    const relay = ends[1] as RelayEnd;
    const { hits } = there.cache.getStats().l1;
    relay.cut();
    relay.mend();
    expect(await there.cache.healthCheck()).toMatchObject({ isRelayHeard: true, isCurrent: true });
    expect(await there.cache.get('other')).toBe('old');
    expect(there.cache.getStats().l1.hits).toBe(hits + 1);
    await redis.kill();
    relay.cut();
    await here.cache.invalidateByTag('of:tagged');
    expect(await there.cache.get('tagged')).toBe('old');
    relay.mend();
    for (const key of ['tagged', 'other']) await isVoid(there, key);
    expect(await there.cache.getOrSet('other', () => 'new')).toBe('new');
    expect(await there.cache.get('other')).toBe('new');
  });

  it('that could not be sent are sent again, told once, and delay nobody', async () => {
    await hold('tagged', 'other');
    redis.freeze();
    await here.cache.get('absent');
    const relay = ends[0] as RelayEnd;
    relay.isCut = true;
    for (let count = 0; count < 5; count += 1) await here.cache.invalidateByTag('of:tagged');
    expect(await here.cache.get('tagged')).toBeUndefined();
    expect(await there.cache.get('tagged')).toBe('old');
    await until('a second try', () => here.cache.getStats().relay.failed >= 2);
    expect(lines.filter((line) => line.includes('reach no other instance'))).toHaveLength(1);
    relay.isCut = false;
    await isVoid(there, 'tagged');
    relay.isHung = true;
    await here.cache.invalidateByTag('of:other');
    expect(await here.cache.get('other')).toBeUndefined();
    redis.thaw();
    await isVoid(there, 'other');
  });

  it('leave a relay that fails at once alone for a while, and tell of it once however often it comes and goes', async () => {
    redis.freeze();
    await here.cache.get('absent');
    const relay = ends[0] as RelayEnd;
    const startedAt = performance.now();
    relay.isCut = true;
    for (let count = 0; count < 200; count += 1) await here.cache.invalidateByTag(`tag:${count}`);
    const pauses = Math.floor((performance.now() - startedAt) / 500);
    expect(here.cache.getStats().relay.failed).toBeLessThanOrEqual(1 + pauses);
    for (let turn = 0; turn < 2; turn += 1) {
      relay.isCut = false;
      await until('nothing to wait', () => here.cache.getStats().relay.waiting === 0);
      relay.isCut = true;
      await here.cache.invalidateByTag('tag:0');
      await until('it to wait', () => here.cache.getStats().relay.waiting === 1);
    }
    expect(lines.filter((line) => line.includes('reach no other instance'))).toHaveLength(1);
    redis.thaw();
  });

  it('wait for a relay that is away within bounds: beyond them one says that everything is void', async () => {
    await hold('other');
    redis.freeze();
    const relay = ends[0] as RelayEnd;
    relay.isCut = true;
    const tags = Array.from({ length: 11_000 }, (_, index) => `tag:${index}`);
    await here.cache.invalidateTags(tags);
    expect(here.cache.getStats().relay.waiting).toBeLessThanOrEqual(1);
    relay.isCut = false;
    await isVoid(there, 'other');
    redis.thaw();
  });

  it('are no longer waited with where the log has them', async () => {
    await hold('tagged');
    redis.freeze();
    (ends[0] as RelayEnd).isCut = true;
    await here.cache.invalidateByTag('of:tagged');
    expect(here.cache.getStats().relay.waiting).toBe(1);
    redis.thaw();
    await normal();
    await until('nothing to wait', () => here.cache.getStats().relay.waiting === 0);
    await isVoid(there, 'tagged');
  });
});
