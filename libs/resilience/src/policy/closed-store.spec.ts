import { Logger } from '@nestjs/common';
import { type RedisServer, startRedis } from '@secureconnect/testing';
import { type FailoverScene, failoverScene } from '../failover/failover-scene.contract';
import { type FailoverStore } from '../failover/failover-store';
import { compose, type ComposedPolicy } from './composed-policy';
import { DegradedMarks } from './degraded-marks';
import { defaultResilienceSettings } from './resilience.options';

describe('a store asked by a handler that must not be served from elsewhere', () => {
  let redis: RedisServer;
  let scene: FailoverScene;
  let names: FailoverStore;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await startRedis();
    scene = await failoverScene(redis);
    names = scene.failover.store({ name: 'names', guarantees: { redis: 'shared', memory: 'own' } });
  });
  afterAll(async () => {
    scene.stop();
    await redis.close();
  });

  const askedBy = (policy: ComposedPolicy | undefined, mayReadStale = false) => {
    const marks = new DegradedMarks();
    marks.scope = {
      operation: 'ask',
      policy,
      marks,
      health: scene.health,
      settings: defaultResilienceSettings,
    };
    const answer = marks.run(() =>
      names.call<unknown>('names.read', {
        kind: 'read',
        mayReadStale,
        redis: () => redis.command('GET', 'name'),
        memory: () => 'from memory',
      }),
    );
    return { marks, answer };
  };
  const closed = compose([{ operation: 'ask', stores: [{ store: 'names', mode: 'closed' }] }]);
  const ajar = compose([
    {
      operation: 'ask',
      stores: [
        { store: 'redis', mode: 'closed' },
        { store: 'names', mode: 'open' },
      ],
    },
  ]);

  it('refuses one that declares nothing, as the guard would have, and serves one that named the store', async () => {
    scene.breakers.control('read', 'force-open');
    const { answer, marks } = askedBy(undefined);
    await expect(answer).rejects.toMatchObject({ code: 'redis_unavailable', operation: 'ask' });
    expect(marks.list).toEqual(['names', 'ask']);
    expect(await askedBy(ajar).answer).toBe('from memory');
    scene.breakers.control('read', 'reset');
  });

  it('refuses what may be old, too', async () => {
    await redis.readOnly(true);
    scene.health.suspect('read_only', new Error('READONLY'));
    expect(await askedBy(ajar, true).answer).toBeNull();
    await expect(askedBy(closed, true).answer).rejects.toMatchObject({ code: 'redis_unavailable' });
    await redis.readOnly(false);
  });
});
