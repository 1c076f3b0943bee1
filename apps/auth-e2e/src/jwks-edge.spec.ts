import { request } from 'node:http';
import { join } from 'node:path';
import { freePort, httpClient, startVarnish, until, type VarnishServer } from '@secureconnect/testing';
import { type AuthInstance, type AuthScene, startAuthScene } from './jwks-scene.contract';

const vcl = join(__dirname, '../../../docker/varnish/default.vcl');

describe('the JWKS behind a Varnish', () => {
  jest.setTimeout(90_000);
  let scene: AuthScene;
  let varnish: VarnishServer;
  let port: number;
  let one: AuthInstance;
  let other: AuthInstance;
  const start = (at?: number) => scene.start({ EDGE_CACHE_URLS: varnish.purgeUrl }, at);
  const ask = (headers: Record<string, string> = {}) =>
    httpClient(varnish.url).get('/.well-known/jwks.json', { headers });
  const cached = async (headers?: Record<string, string>) => (await ask(headers)).headers['x-cache'];
  const kidsOf = ({ json }: { json: unknown }) =>
    (json as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
  const held = () => until('it to be held', async () => (await cached()) === 'hit');
  const rotated = async () => {
    const { status, json } = await other.rotate({ at_once: true });
    expect(status).toBe(200);
    return (json as { items: { kid: string }[] }).items[0]?.kid ?? '';
  };
  const shows = (kid: string) => until('the new key', async () => kidsOf(await ask())[0] === kid);
  /** Has it be past its time, as five minutes would. */
  const age = () =>
    new Promise((resolve, reject) => {
      const headers = { 'xkey-softpurge': '*' };
      request(varnish.purgeUrl, { method: 'PURGE', headers, agent: false })
        .once('error', reject)
        .once('response', (answer) => answer.resume().once('end', resolve))
        .end();
    });

  beforeAll(async () => {
    [scene, port] = await Promise.all([startAuthScene(), freePort()]);
    varnish = await startVarnish({ backend: `http://127.0.0.1:${port}`, vcl });
    [one, other] = await Promise.all([start(port), start()]);
    await Promise.all([one.whole(), other.whole()]);
  }, 60_000);
  afterAll(async () => {
    await scene.close();
    await varnish.close();
  });

  it('is held there, for who brings credentials too, and clients learn of their own minute alone', async () => {
    // Nobody may keep an answer for which Redis was late.
    const kept = 'public, max-age=60, s-maxage=300, stale-while-revalidate=30, stale-if-error=86400';
    await until('one to be kept', async () => (await one.jwks()).headers['cache-control'] === kept);
    await held();
    const own = { cookie: 'session=a', authorization: 'Bearer b' };
    await until('theirs too', async () => (await cached(own)) === 'hit');
    expect((await ask(own)).headers['cache-control']).toBe('public, max-age=60');
  });

  const nothing = async () => undefined;
  it.each([
    ['everything is well', nothing, nothing],
    ['Redis is killed', () => scene.redis.kill(), () => scene.redis.start()],
    ['the Varnish is frozen', async () => varnish.freeze(), async () => varnish.thaw()],
  ])(
    'is asked for again after a rotation on an instance that stands elsewhere, though %s',
    async (name, on, off) => {
      await held();
      await on();
      const kid = await rotated();
      // What is frozen answers nobody.
      if (name.includes('frozen')) await off();
      await shows(kid);
      await off();
      await Promise.all([one.whole(), other.whole()]);
    },
  );

  it('shows no key any more that was withdrawn', async () => {
    const kid = await rotated();
    await shows(kid);
    await held();
    expect((await other.withdraw(kid)).status).toBe(200);
    await until('it to be gone', async () => !kidsOf(await ask()).includes(kid));
    expect((await other.withdraw(kid)).json).toMatchObject({ code: 'not_found' });
  });

  it('is served while auth is frozen, and past its time when auth is killed, until it is back', async () => {
    // Or it would have what it has just invalidated forgotten once more.
    other.signal('SIGKILL');
    await held();
    one.signal('SIGSTOP');
    expect(await cached()).toBe('hit');
    one.signal('SIGCONT');
    await one.whole();
    const kids = await one.kids();
    one.signal('SIGKILL');
    expect(await cached()).toBe('hit');
    await age();
    // How long that goes on, and with which mark, the specs of the HTTP cache show with shorter times.
    const answer = await ask();
    expect([answer.status, kidsOf(answer)]).toEqual([200, kids]);
    one = await start(port);
    await until('it to be asked for again', async () => (await cached()) === 'hit');
  }, 90_000);
});
