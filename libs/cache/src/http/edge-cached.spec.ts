import { request } from 'node:http';
import { httpClient, type RedisServer, startRedis, until, type VarnishServer } from '@secureconnect/testing';
import { type EdgeScene, startEdgeScene, tagAs } from './edge-scene.contract';

/** A purge as anybody could send it, from any address of this machine. */
function purge(url: string, headers: Record<string, string>, localAddress = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'PURGE', headers, localAddress, agent: false });
    asked.once('error', reject).once('response', (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.end();
  });
}

describe('a service behind a real Varnish', () => {
  let redis: RedisServer;
  let scene: EdgeScene;
  const told = () => until('it to be told', () => scene.cache.getStats().l3.waiting === 0);
  const versionOf = async (path: string) => (await scene.get(path)).json.version as number;

  beforeAll(async () => {
    redis = await startRedis();
    scene = await startEdgeScene(redis.url, { edgeSettleMs: [500, 3_000] });
  }, 60_000);
  afterAll(async () => {
    await scene.close();
    await redis.close();
  });
  beforeEach(async () => {
    Object.assign(scene.articles, { asked: 0, version: 1, fails: false, gate: undefined });
  });

  it('is asked once for what is held, and clients learn nothing of how it is held', async () => {
    const first = await scene.get('/articles/t0');
    const second = await scene.get('/articles/t0');
    expect([first.headers['x-cache'], second.headers['x-cache'], scene.articles.asked]).toEqual([
      'miss',
      'hit',
      1,
    ]);
    expect(second.json).toEqual({ id: 't0', version: 1 });
    for (const { headers } of [first, second]) {
      expect(headers['cache-control']).toBe('public, max-age=0');
      for (const name of ['surrogate-key', 'xkey', 'x-edge-revalidate', 'x-varnish', 'via'])
        expect(headers[name]).toBeUndefined();
    }
  });

  it.each([
    ['its tag', ['article:a/text'], ['a', 'A'], [2, 1]],
    ['a tag above it', ['article:b'], ['b', 'B'], [2, 1]],
    ['tags of both', ['article:c', 'article:C/text'], ['c', 'C'], [2, 2]],
    ['other tags', ['article:d/picture', 'article:dd', 'article', 'article:d/tex'], ['d', 'D'], [1, 1]],
  ])(
    'is asked again for what was invalidated by %s, and for nothing else',
    async (_name, tags, ids, versions) => {
      for (const id of ids) await scene.hit(`/articles/${id}`);
      scene.articles.version = 2;
      await scene.cache.invalidateTags(tags);
      await told();
      expect(await Promise.all(ids.map((id) => versionOf(`/articles/${id}`)))).toEqual(versions);
    },
  );

  it('has an answer that was overtaken by an invalidation kept by nobody', async () => {
    let open = () => {};
    scene.articles.gate = new Promise((resolve) => (open = resolve));
    const late = scene.get('/articles/t3');
    await until('its data to be read', () => scene.articles.asked === 1);
    scene.articles.version = 2;
    await scene.cache.invalidateByTag('article:t3');
    await told();
    open();
    expect((await late).json.version).toBe(1);
    expect((await late).headers['cache-control']).toBe('no-store');
    expect(await versionOf('/articles/t3')).toBe(2);
    expect((await scene.hit('/articles/t3')).json.version).toBe(2);
  });

  it('is told once more of what may have been on its way, whoever made the answer', async () => {
    await scene.hit('/articles/t4');
    scene.articles.version = 2;
    await scene.cache.invalidateByTag('article:t4');
    scene.articles.version = 1;
    await scene.hit('/articles/t4');
    scene.articles.version = 2;
    await until('the late one to be gone', async () => (await versionOf('/articles/t4')) === 2, {
      timeout: 5_000,
    });
  });

  it('keeps nothing of who asks with credentials, of who is given a cookie, and of what says nothing', async () => {
    for (const [name, value] of [
      ['authorization', 'Bearer a'],
      ['cookie', 'a=b'],
      ['x-api-key', 'k'],
    ] as const) {
      const headers = { [name]: value };
      const own = await scene.get('/articles/3', headers);
      expect(own.headers['cache-control']).toBe('private, no-store');
      expect((await scene.get('/articles/3', headers)).headers['x-cache']).toBe('miss');
    }
    const { asked } = scene.articles;
    for (const path of ['/cookie', '/cookie', '/plain', '/plain', '/nowhere']) await scene.get(path);
    expect(scene.articles.asked - asked).toBe(4);
    // Who asks without them is not given what was made for somebody.
    expect((await scene.get('/articles/3')).headers['x-cache']).toBe('miss');
  });

  it('shares what is for everyone with who brings credentials, until it is invalidated', async () => {
    const own = (name: string) => scene.get('/keys', { cookie: `session=${name}` });
    expect((await own('a')).headers['x-cache']).toBe('miss');
    const { headers } = await own('b');
    expect([headers['x-cache'], headers['cache-control'], scene.articles.asked]).toEqual([
      ...['hit', 'public, max-age=0', 1],
    ]);
    expect(headers['x-edge-for-everyone']).toBeUndefined();
    scene.articles.version = 2;
    await scene.cache.invalidateByTag('keys');
    await told();
    expect((await own('a')).json.version).toBe(2);
  });

  it('keeps no error', async () => {
    scene.articles.fails = true;
    expect([(await scene.get('/articles/4')).status, (await scene.get('/articles/4')).status]).toEqual([
      503, 503,
    ]);
    scene.articles.fails = false;
    expect((await scene.get('/articles/4')).status).toBe(200);
    expect(scene.articles.asked).toBe(3);
  });

  it('answers HEAD, ranges and If-None-Match from what is held', async () => {
    const { headers } = await scene.hit('/articles/t7');
    const client = httpClient((scene.varnishes[0] as VarnishServer).url);
    const head = await client.request('HEAD', '/articles/t7');
    expect([head.status, head.text, head.headers['x-cache']]).toEqual([200, '', 'hit']);
    const part = await client.get('/articles/t7', { headers: { range: 'bytes=1-4' } });
    expect([part.status, part.text]).toEqual([206, '"id"']);
    const same = await client.get('/articles/t7', { headers: { 'if-none-match': String(headers.etag) } });
    expect([same.status, same.headers['x-cache'], scene.articles.asked]).toEqual([304, 'hit', 1]);
  });

  it('is not moved by what a client says of purging', async () => {
    await scene.hit('/articles/t8');
    const own = { xkey: '*', 'xkey-purge': '*', 'xkey-softpurge': '*', 'surrogate-key': '*', 'x-edge-grace': 'none', 'x-edge-hit': '1', 'x-edge-gone': '9' }; // prettier-ignore
    expect((await scene.get('/articles/t8', own)).headers['x-cache']).toBe('hit');
    expect((await scene.get('/articles/t8')).headers['x-cache']).toBe('hit');
    expect((await scene.get('/articles/9', own)).headers['x-cache']).toBe('miss');
  });

  it('is purged by those who may alone', async () => {
    await scene.hit('/articles/t9');
    const { url, purgeUrl } = scene.varnishes[0] as VarnishServer;
    const all = { 'xkey-purge': '*' };
    expect(await purge(url, all)).toBe(403);
    expect(await purge(purgeUrl, all, '127.0.0.2')).toBe(403);
    expect(await purge(purgeUrl, {})).toBe(400);
    expect((await fetch(`${purgeUrl}/articles/1`)).status).toBe(403);
    expect((await scene.get('/articles/t9')).headers['x-cache']).toBe('hit');
    expect(await purge(purgeUrl, all)).toBe(200);
    expect((await scene.get('/articles/t9')).headers['x-cache']).toBe('miss');
  });

  it.each([['a b'], ['a,b'], ['ü 😀'], ['*'], ['%'], ['a\r\nxkey-purge: *'], ['x'.repeat(400)], ['\0']])(
    'is purged by the tag %j, and by it alone',
    async (tag) => {
      const at = encodeURIComponent(tag);
      tagAs([tag]);
      await scene.hit(`/tagged?as=${at}`);
      tagAs([`other ${tag}`]);
      await scene.hit(`/tagged?as=other${at}`);
      scene.articles.version = 2;
      await scene.cache.invalidateByTag(tag);
      await told();
      tagAs([tag]);
      expect(await versionOf(`/tagged?as=${at}`)).toBe(2);
      expect(await versionOf(`/tagged?as=other${at}`)).toBe(1);
    },
  );

  it('has many tags purged at once, and an answer with too many kept by nobody', async () => {
    const many = Array.from({ length: 2_000 }, (_, index) => `many:${index}`);
    tagAs(many.slice(0, 300));
    await scene.hit('/tagged?as=many');
    tagAs(many);
    const { headers } = await scene.get('/tagged?as=more');
    expect([headers['cache-control'], headers['x-cache']]).toEqual(['no-store', 'miss']);
    scene.articles.version = 2;
    await scene.cache.invalidateTags([...many.slice(300), 'many:0']);
    await told();
    expect(await versionOf('/tagged?as=many')).toBe(2);
  });

  it('is asked again for everything after clear()', async () => {
    await scene.hit('/articles/t2');
    await scene.hit('/short');
    scene.articles.version = 2;
    await scene.cache.clear();
    await until(
      'both anew',
      async () => (await versionOf('/articles/t2')) + (await versionOf('/short')) === 4,
    );
  });
});
