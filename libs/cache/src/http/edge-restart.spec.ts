import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { type EdgeScene, startEdgeScene, startEdgeService, Articles } from './edge-scene.contract';

describe('a service that ends while Redis is away, behind a Varnish that does not', () => {
  let redis: RedisServer;
  let scene: EdgeScene;
  let next: Awaited<ReturnType<typeof startEdgeService>> | undefined;

  beforeAll(async () => {
    redis = await startRedis();
    scene = await startEdgeScene(redis.url);
  }, 60_000);
  afterAll(async () => {
    await next?.close();
    await scene.close();
    await redis.close();
  });

  it('leaves nothing there of which nobody knows whether others have invalidated it', async () => {
    await scene.hit('/articles/sure');
    await redis.kill();
    await until('it to be in doubt', async () => !(await scene.cache.healthCheck()).isCurrent);
    await scene.hit('/articles/unsure');
    await scene.app.close();
    await redis.start();
    const urls = scene.varnishes.map(({ purgeUrl }) => purgeUrl);
    next = await startEdgeService(redis.url, scene.port, urls, {});
    next.get(Articles).version = 2;
    const versionOf = async (path: string) => (await scene.get(path)).json.version as number;
    await until('it to be asked for again', async () => (await versionOf('/articles/unsure')) === 2);
    expect(await versionOf('/articles/sure')).toBe(1);
  });
});
