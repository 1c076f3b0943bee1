import { type RedisServer, startRedis, until, type VarnishServer } from '@secureconnect/testing';
import { type EdgeScene, startEdgeScene } from './edge-scene.contract';

describe('a service behind two Varnishes, when something fails', () => {
  let redis: RedisServer;
  let scene: EdgeScene;
  const versionOf = async (path: string, at = 0) => (await scene.get(path, {}, at)).json.version as number;
  const varnish = (at: number) => scene.varnishes[at] as VarnishServer;
  const waiting = () => scene.cache.getStats().l3.waiting;

  beforeAll(async () => {
    redis = await startRedis();
    scene = await startEdgeScene(redis.url, { count: 2, edgeSettleMs: [500, 2_000] });
  }, 60_000);
  afterAll(async () => {
    await scene.close();
    await redis.close();
  });
  beforeEach(
    () => void Object.assign(scene.articles, { asked: 0, version: 1, fails: false, gate: undefined }),
  );

  it('has both forget', async () => {
    await Promise.all([scene.hit('/articles/a', 0), scene.hit('/articles/a', 1)]);
    scene.articles.version = 2;
    await scene.cache.invalidateByTag('article:a');
    await until('both to be told', () => waiting() === 0);
    expect([await versionOf('/articles/a', 0), await versionOf('/articles/a', 1)]).toEqual([2, 2]);
  });

  it.each([
    ['frozen', async () => varnish(1).freeze(), async () => varnish(1).thaw()],
    ['killed', () => varnish(1).kill(), () => varnish(1).start()],
  ])('waits for no Varnish that is %s, and has it forget when it is back', async (name, on, off) => {
    const path = `/articles/${name}`;
    await Promise.all([scene.hit(path, 0), scene.hit(path, 1)]);
    scene.articles.version = 2;
    const { failures } = scene.cache.getStats().l3;
    await on();
    await scene.cache.invalidateByTag(`article:${name}`);
    expect(waiting()).toBeGreaterThan(0);
    await until('the other to forget', async () => (await versionOf(path, 0)) === 2);
    await until('it to fail', () => scene.cache.getStats().l3.failures > failures);
    expect((await scene.cache.healthCheck()).status).toBe('degraded');
    await off();
    await until('it to forget', async () => (await versionOf(path, 1)) === 2);
    await until('nothing to wait', () => waiting() === 0);
  });

  it('serves from the Varnish while Redis is killed, forgets there, and marks only who was served degraded', async () => {
    await scene.hit('/articles/b');
    await redis.kill();
    await until(
      'the outage to be known',
      async () => (await scene.get('/articles/other')).headers['x-service-mode'],
    );
    const held = await scene.get('/articles/b', { 'x-request-id': 'asked-by-me' });
    expect([held.headers['x-cache'], held.headers['x-service-mode'], held.headers['x-request-id']]).toEqual([
      ...['hit', undefined, 'asked-by-me'],
    ]);
    scene.articles.version = 2;
    await scene.cache.invalidateByTag('article:b');
    await until('it to be told', () => waiting() === 0);
    const filling = await scene.get('/articles/b');
    expect([filling.json.version, filling.headers['x-service-mode']]).toEqual([2, 'degraded']);
    const after = await scene.hit('/articles/b');
    expect([after.json.version, after.headers['x-degraded'], after.headers['x-service-mode']]).toEqual([
      ...[2, undefined, undefined],
    ]);
    // Another instance may have invalidated meanwhile what this one still answered.
    await until('it to be in doubt', async () => !(await scene.cache.healthCheck()).isCurrent);
    await scene.hit('/articles/u');
    scene.articles.version = 3;
    await redis.start();
    await scene.normal();
    await until('what was answered unsure to be gone', async () => (await versionOf('/articles/u')) === 3);
    await until(
      'what was invalidated meanwhile to go once more',
      async () => (await versionOf('/articles/b')) === 3,
    );
  });

  it('serves what is past its time for as long as it may, where the service fails', async () => {
    await scene.hit('/short');
    scene.articles.fails = true;
    const stale = await until('its time to be past', async () => {
      const answer = await scene.get('/short');
      return answer.headers['x-cache'] === 'stale' ? answer : undefined;
    });
    expect([stale.status, stale.json.version]).toEqual([200, 1]);
    expect([stale.headers['x-service-mode'], stale.headers['x-degraded']]).toEqual([
      'degraded',
      'edge-cache',
    ]);
    expect((await scene.get('/short')).status).toBe(200);
    // Asked first: nothing old is served where the service has something new.
    Object.assign(scene.articles, { fails: false, version: 2 });
    // Whatever a client says of it.
    expect((await scene.get('/short', { 'x-edge-grace': 'all' })).json.version).toBe(2);
    await scene.hit('/short');
    // What was purged is served to nobody, whatever else there is.
    scene.articles.fails = true;
    await scene.cache.invalidateByTag('short');
    await until('it to be told', () => waiting() === 0);
    expect((await scene.get('/short')).status).toBe(503);
  });

  it('serves what is past its time while it is fetched anew, where that was declared', async () => {
    await scene.hit('/patient');
    const { asked } = scene.articles;
    let open = () => {};
    scene.articles.gate = new Promise((resolve) => (open = resolve));
    scene.articles.version = 2;
    await until('it to be fetched', async () => {
      expect(await versionOf('/patient')).toBe(1);
      return scene.articles.asked > asked;
    });
    expect(await versionOf('/patient')).toBe(1);
    open();
    await until('the new one', async () => (await versionOf('/patient')) === 2);
  });

  it('answers as every service does where the service is gone and nothing is held, and else with what is held', async () => {
    await scene.hit('/short');
    await scene.app.close();
    const gone = await scene.get('/articles/c');
    expect([gone.status, gone.json.code, gone.headers['retry-after']]).toEqual([503, 'not_ready', '5']);
    expect(String(gone.headers['content-type'])).toContain('application/json');
    await until(
      'its time to be past',
      async () => (await scene.get('/short')).headers['x-cache'] === 'stale',
    );
    expect((await scene.get('/short')).status).toBe(200);
  });
});
