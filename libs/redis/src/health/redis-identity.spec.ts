import { MemoryEpochRecord } from '@secureconnect/resilience';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { FragileRecord, type RevocationScene, revocationScene } from './revocation-scene.contract';

let redis: RedisServer;
const instances: { close(): void }[] = [];

beforeEach(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  for (const instance of instances.splice(0)) instance.close();
  await redis.close();
});

function build(scene: Partial<RevocationScene> = {}) {
  const instance = revocationScene({ redis: { url: redis.url }, ...scene });
  instances.push(instance);
  return instance;
}

/** Started and normal, with what the start did forgotten. */
async function started(scene: Partial<RevocationScene> = {}) {
  const instance = build(scene);
  await instance.health.start();
  expect(instance.health.state).toBe('normal');
  instance.store.scopes.length = 0;
  instance.changes.length = 0;
  return instance;
}

const has = async (...keys: string[]) => redis.command('EXISTS', ...keys);
const marker = () => redis.command('GET', 'secureconnect:marker');
const old = () => new Map([['old', 0]]);

describe('a Redis that came back', () => {
  it('gets only what was kept where it is the same, and the epoch is not asked for', async () => {
    const epochs = new FragileRecord();
    const one = await started({ epochs });
    redis.freeze();
    await one.is('degraded');
    one.store.revoke('token');
    epochs.isAway = true;
    redis.thaw();
    await one.isNormal();
    expect([await has('token'), one.store.scopes, one.changes]).toEqual([1, [], []]);
    expect(one.health.recovery?.epoch).toBe(1);
  });

  it.each([
    ['was emptied (FLUSHALL)', (): Promise<unknown> => redis.flush()],
    ['was restarted empty', () => redis.wipe()],
    ['lost its marker by eviction', () => redis.command('DEL', 'secureconnect:marker')],
  ])('is filled from the record when it %s, though no call failed', async (_name, wipe) => {
    const one = await started({ record: old() });
    await wipe();
    await one.isDoubted();
    await one.isNormal();
    expect([await has('old'), one.store.scopes, one.changes]).toEqual([1, [{}], ['emptied']]);
    expect([one.health.recovery?.epoch, await marker()]).toEqual([2, one.health.recovery?.marker]);
  });

  it('gets again what is recent when it was restarted with its data', async () => {
    const one = await started({ record: new Map([['old', 0], ['young', Date.now()]]) }); // prettier-ignore
    await redis.command('DEL', 'old', 'young');
    await redis.command('SAVE');
    await redis.kill();
    await one.is('degraded');
    await redis.start();
    await one.isNormal();
    expect([await has('old'), await has('young'), one.changes]).toEqual([0, 1, ['restarted']]);
    expect(one.health.recovery?.epoch).toBe(1);
  });

  it('gets all since its snapshot when that is older than the window', async () => {
    const one = await started({ health: { intervalMs: 20 } });
    await redis.command('SAVE');
    const savedAt = Date.now();
    await sleep(100); // Probes go on saying that the data is whole, and the snapshot does not hear of it.
    await redis.kill();
    await one.is('degraded');
    await redis.start();
    await one.isNormal();
    expect(one.store.scopes).toEqual([{ since: expect.any(Number) }]);
    expect(one.store.scopes[0]?.since).toBeLessThanOrEqual(savedAt - 60_000);
  });

  it('says of itself that it is another server', async () => {
    const one = await started();
    await redis.command('SET', 'secureconnect:marker', '77@another/');
    await one.isDoubted();
    expect(one.health).toMatchObject({ fault: 'wrong_server', state: 'recovering' });
    await one.isNormal();
    expect([one.changes, one.health.fault, one.health.lastError]).toEqual([['replaced'], undefined, null]);
  });

  it('is known by its marker alone to a user who may not ask for its run', async () => {
    await redis.command('ACL', 'SETUSER', 'app', 'on', '>pw', '~*', '+@all', '-info', '-role');
    const { host, port } = redis;
    const one = await started({ redis: { host, port, username: 'app', password: 'pw' }, record: old() });
    expect(await marker()).toBe('1@/');
    await redis.flush();
    await until('filled', () => has('old').then((there) => there === 1));
    await one.isNormal();
    expect(one.changes).toEqual(['emptied']);
  });
});

describe('a recovery under way', () => {
  it('starts over when Redis is wiped in the middle, so that no half-empty Redis is marked', async () => {
    const one = await started({ record: old() });
    one.store.during = async () => {
      one.store.during = () => undefined;
      await redis.flush();
    };
    await redis.flush();
    await one.isDoubted();
    await one.isNormal();
    expect([await has('old'), one.store.scopes.length]).toEqual([1, 2]);
    expect(one.path.filter((step) => step.endsWith('>normal'))).toHaveLength(1);
  });

  it('ends when Redis dies in the middle, loses nothing, and goes on when it is back', async () => {
    const one = await started({ record: old() });
    one.store.during = () => {
      one.store.during = () => undefined;
      one.store.revoke('meanwhile');
      redis.freeze();
    };
    await redis.flush();
    await one.is('degraded');
    redis.thaw();
    await one.isNormal();
    expect(await has('old', 'meanwhile')).toBe(2);
  });

  it('ends when a real command meets a fault', async () => {
    const one = await started({ record: old() });
    one.store.during = () => new Promise(() => undefined);
    await redis.flush();
    await one.is('recovering');
    await until('filling', () => one.store.scopes.length === 1);
    one.health.suspect('busy', new Error('BUSY'));
    expect(one.health).toMatchObject({ state: 'degraded', fault: 'busy' });
    one.store.during = () => undefined;
    await one.isNormal();
  });

  it('is not taken up again and again without a pause while it refuses what was kept', async () => {
    await redis.command('ACL', 'SETUSER', 'app', 'on', '>secret', '~*', '&*', '+@all');
    const login = { url: redis.url, username: 'app', password: 'secret' };
    const one = await started({ redis: login, recovery: { maxRetryMs: 10_000 } });
    redis.freeze();
    await one.is('degraded');
    one.store.revoke('token');
    one.gate.onOutcome(({ fault }) => fault && one.health.suspect(fault, new Error('refused')));
    redis.thaw();
    // Room for the probe, none for the store.
    await redis.command('ACL', 'SETUSER', 'app', 'resetkeys', '~secureconnect:*');
    await sleep(1_500);
    expect(one.health.isAvailable).toBe(false);
    expect(one.path.length).toBeLessThanOrEqual(20);
    await redis.command('ACL', 'SETUSER', 'app', '~*');
    await one.isNormal();
    expect(await has('token')).toBe(1);
  });

  it('does not fill again and again without a pause a Redis that loses its keys', async () => {
    const one = await started({ recovery: { maxRetryMs: 10_000 } });
    one.store.during = () => redis.flush();
    await redis.flush();
    await one.is('recovering');
    await sleep(1_000);
    // 50 ms, then twice as long each time, each up to half shorter.
    expect(one.store.scopes.length).toBeLessThanOrEqual(7);
  });
});

describe('a record of the epoch that is away', () => {
  it('keeps a Redis that has to be judged from being relied on, says why, and heals by itself', async () => {
    const epochs = new FragileRecord();
    const one = await started({ epochs, record: old() });
    epochs.isAway = true;
    await redis.flush();
    const said = () => one.health.lastError?.includes('PostgreSQL is away');
    await until('the reason', () => said());
    expect(one.health).toMatchObject({ state: 'recovering', fault: 'wrong_server' });
    epochs.isAway = false;
    await one.isNormal();
    expect(await has('old')).toBe(1);
  });

  it('lets a service start degraded, and heals by itself', async () => {
    const epochs = new FragileRecord();
    epochs.isAway = true;
    const one = build({ epochs });
    await one.health.start();
    expect(one.health.state).toBe('degraded');
    expect(one.health).toMatchObject({ fault: 'wrong_server' });
    expect(one.health.lastError).toContain('PostgreSQL is away');
    epochs.isAway = false;
    await one.isNormal();
  });
});

describe('the start', () => {
  it('is normal at once where Redis was never filled', async () => {
    const one = build();
    await one.health.start();
    expect([one.health.state, one.health.lastError, one.changes, one.path]).toEqual([
      'normal',
      null,
      ['first'],
      [],
    ]);
    expect(await marker()).toMatch(/^1@[0-9a-f]{40}\/$/);
  });

  it('brings what a process kept that ended before it could, and counts no new filling', async () => {
    const [epochs, record] = [new MemoryEpochRecord(), old()];
    const one = await started({ epochs, record });
    redis.freeze();
    await one.is('degraded');
    one.store.revoke('token');
    one.close();
    redis.thaw();
    await until('Redis', () => has('token').then((count) => count === 0));
    const next = build({ epochs, record });
    await next.health.start();
    await next.isNormal();
    expect([await has('token'), next.health.recovery?.epoch, next.changes]).toEqual([1, 1, []]);
  });

  it('does not wait for a long filling, which goes on behind the fallbacks', async () => {
    const one = build({ health: { startPatienceMs: 50 } });
    let finish = (): void => undefined;
    one.store.during = () => new Promise<void>((resolve) => (finish = resolve));
    await one.health.start();
    expect(one.health).toMatchObject({ state: 'recovering', lastError: 'Redis is being filled' });
    finish();
    await one.isNormal();
    expect(one.path).toEqual(['recovering>normal']);
  });
});
