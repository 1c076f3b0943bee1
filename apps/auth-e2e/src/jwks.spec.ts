import { until } from '@secureconnect/testing';
import { type AuthInstance, type AuthScene, startAuthScene } from './jwks-scene.contract';

describe('the JWKS of two instances', () => {
  jest.setTimeout(90_000); // Several times 15 s, for who lost Redis often.
  let scene: AuthScene;
  let one: AuthInstance;
  let other: AuthInstance;
  const both = () => [one, other];
  const same = () =>
    until('both to publish the same keys', async () => {
      const [here, there] = await Promise.all(both().map((instance) => instance.kids()));
      return here?.join() === there?.join() ? here : undefined;
    });
  const whole = () => Promise.all(both().map((instance) => instance.whole()));
  const loads = async () =>
    (await Promise.all(both().map((each) => each.counter('cache_loads_total', 'outcome="done"')))).reduce(
      (sum, each) => sum + each,
    );
  const marks = ({ headers }: { headers: Record<string, unknown> }) => [
    headers['x-service-mode'],
    headers['x-degraded'],
  ];

  /** An answer that bears no mark: the first one, unless Redis was late for it. */
  const unmarked = () =>
    until('an answer without a mark', async () => {
      const answer = await one.jwks();
      return marks(answer).some(Boolean) ? undefined : answer;
    });

  beforeAll(async () => {
    scene = await startAuthScene();
    [one, other] = await Promise.all([scene.start(), scene.start()]);
  });
  beforeEach(whole);
  afterAll(() => scene.close());

  it('is one, has public parts only, and is documented and declared', async () => {
    await same();
    const { json, headers } = await unmarked();
    for (const key of (json as { keys: object[] }).keys)
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    expect(headers['cache-control']).toBe('public, max-age=60'); // No HTTP cache stands before this service.
    const { paths } = (await one.get('/docs/json')).json as { paths: object };
    expect(paths).toHaveProperty(['/.well-known/jwks.json', 'get', 'responses', '200']);
    const { operations } = (await one.get('/health/policies')).json as { operations: object[] };
    const stores = [{ store: 'cache', mode: 'fallback', tiers: ['redis', 'memory'] }];
    expect(operations).toContainEqual(expect.objectContaining({ operation: 'jwks', stores }));
  });

  it('is loaded once for 1,000 who ask both at the same time when neither has it', async () => {
    // Who cannot reach Redis in time loads by itself, and says so by the mark.
    const loaded = await until('a moment in which Redis is in time', async () => {
      await one.rotate({ at_once: true });
      const before = await loads();
      const answers = await Promise.all(
        Array.from({ length: 1_000 }, (_, at) => (at % 2 ? one : other).jwks()),
      );
      const statuses = new Set(answers.map(({ status }) => status));
      const isMarked = answers.some((answer) => marks(answer).some(Boolean));
      return isMarked ? undefined : { loads: (await loads()) - before, statuses };
    });
    expect(loaded).toEqual({ loads: 1, statuses: new Set([200]) });
  });

  it('is served from memory, and from Redis to who has it not in memory', async () => {
    const hits = (instance: AuthInstance, layer: string) =>
      instance.counter('cache_hits_total', `layer="${layer}"`);
    await one.rotate({ at_once: true });
    await one.kids();
    const [memory, redis] = [await hits(one, 'memory'), await hits(other, 'redis')];
    await one.kids();
    await until('the other to find it', async () => {
      await other.kids();
      return (await hits(other, 'redis')) > redis;
    });
    expect(await hits(one, 'memory')).toBe(memory + 1);
  });

  type Case = readonly [name: string, on: () => unknown, off: () => unknown];
  const faults: readonly Case[] = [
    ['well', () => undefined, () => undefined],
    ['killed', () => scene.redis.kill(), () => scene.redis.start()],
    ['frozen', () => scene.redis.freeze(), () => scene.redis.thaw()],
    ['wiped', () => scene.redis.flush(), () => undefined],
  ];

  it.each(faults)(
    'shows the key of a rotation on the other instance too while Redis is %s',
    async (_name, on, off) => {
      const before = await same();
      await on();
      const { status, json } = await one.rotate({ at_once: true });
      expect(status).toBe(200);
      const { kid } = (json as { items: { kid: string; state: string }[] }).items[0] ?? {};
      expect(before).not.toContain(kid);
      // Both hold it for minutes: that they ask again is because they were told to.
      for (const instance of both())
        await until('the new key', async () => (await instance.kids())[0] === kid);
      await off();
      await whole();
      expect(await same()).toContain(kid);
    },
  );

  it.each(faults.slice(1, 3))(
    'says that it is degraded while Redis is %s, and no more when it is back',
    async (_name, on, off) => {
      const kids = await same();
      await on();
      for (const instance of both()) {
        // Who asks in the moment it is found out is told of the store alone.
        const answer = await until('a mark of the operation', async () => {
          const seen = await instance.jwks();
          return String(marks(seen)[1]).includes('jwks') ? seen : undefined;
        });
        expect([answer.status, marks(answer)[0]]).toEqual([200, 'degraded']);
        expect(await instance.kids()).toEqual(kids);
      }
      await off();
      await whole();
      await unmarked();
    },
  );

  it('is served without PostgreSQL by who has it and by who finds it in Redis, and refused by who does not', async () => {
    const fresh = await scene.start();
    await fresh.whole();
    const kids = await same();
    await scene.postgres.kill();
    expect(await one.kids()).toEqual(kids);
    expect(await fresh.kids()).toEqual(kids);
    await scene.redis.kill();
    expect(await one.kids()).toEqual(kids);
    const bare = await scene.start({ REDIS_URL: 'redis://127.0.0.1:1' });
    const { status, json } = await bare.jwks();
    expect({ status, code: (json as { code: string }).code }).toEqual({
      status: 503,
      code: expect.any(String),
    });
    expect((await one.rotate({})).status).toBe(503);
    await Promise.all([scene.postgres.start(), scene.redis.start()]);
    await whole();
    await until('it there too', async () => (await bare.kids()).join() === kids.join());
  });

  it('is rotated by an operator only, and by nothing that is no rotation', async () => {
    expect((await one.rotate({}, 'guessed')).json).toMatchObject({ code: 'operator_token_wrong' });
    expect((await one.rotate({ at_once: 'soon' })).json).toMatchObject({ code: 'validation_failed' });
    expect((await one.get('/internal/signing-keys')).status).toBe(401);
    const rotated = await one.rotate();
    expect(rotated.status).toBe(200);
    const { items } = rotated.json as { items: { state: string }[] };
    expect(items.map(({ state }) => state).slice(0, 2)).toEqual(['next', 'current']);
  });

  it('has the next key in time: a job sweeps on one instance, and both publish what it made', async () => {
    await one.rotate({ at_once: true });
    const before = await same();
    await scene.postgres.sql(`
      UPDATE auth.signing_keys SET signs_until = now() + interval '10 min', published_until = now() + interval '2 h'
      WHERE signs_until > now()`);
    await scene.postgres.sql(
      "UPDATE auth.job_schedules SET next_at = now() WHERE name = 'sweep-signing-keys'",
    );
    const isMore = async () => {
      const kids = await same();
      return kids.length > before.length ? kids : undefined;
    };
    const [next] = await until('both to publish one more', isMore, { timeout: 20_000 });
    expect(before).not.toContain(next);
  });
});
