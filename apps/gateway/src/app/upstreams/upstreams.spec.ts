import { freePort, httpClient, until } from '@secureconnect/testing';
import { openDoor } from '../door/door-scene.contract';
import { BehindTheDoor } from '../door/upstream-scene.contract';

describe('a service behind the door', () => {
  const opened: { close(): Promise<void> }[] = [];
  const ann = { headers: { authorization: 'Bearer ann' } };
  const nowhere = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;

  async function services(count: number): Promise<BehindTheDoor[]> {
    const started = await Promise.all(Array.from({ length: count }, () => BehindTheDoor.start()));
    opened.push(...started);
    return started;
  }

  async function door(settings: Record<string, unknown>) {
    const scene = await openDoor(settings);
    opened.unshift(scene);
    const http = httpClient(scene.url);
    return {
      ...scene,
      http,
      chat: () => http.get('/v1/messages', ann),
      outcomes: scene.upstreams.of('chat').outcomes,
    };
  }

  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  });

  it('that is gone touches its own routes only: 502 at once, and the others are served', async () => {
    const [storage] = await services(1);
    const { chat, http, upstreams } = await door({
      CHAT_URL: [await nowhere()],
      STORAGE_URL: [storage!.url],
    });
    for (let count = 0; count < 8; count += 1)
      expect(await chat()).toMatchObject({ status: 502, json: { code: 'upstream_unavailable' } });
    await until('nobody is sent there any more', () => upstreams.of('chat').breaker.state !== 'closed');
    expect((await http.get('/v1/quota', ann)).status).toBe(200);
    expect(upstreams.of('storage').breaker.state).toBe('closed');
  });

  it('that comes back is asked again as soon as it says so', async () => {
    const { server, url } = await closable();
    const { chat, upstreams } = await door({ CHAT_URL: [url] });
    await until('its breaker opens', async () => {
      await chat();
      return upstreams.of('chat').breaker.state !== 'closed';
    });
    await server.open();
    await until('it answers', async () => (await chat()).status === 200);
  });

  it('that hangs is waited for no longer than the deadline: 504', async () => {
    const [hanging] = await services(1);
    let isLeft = false;
    hanging!.answer = (request) => void request.socket.on('close', () => (isLeft = true));
    const { chat, outcomes } = await door({ CHAT_URL: [hanging!.url], UPSTREAM_DEADLINE_MS: 150 });
    expect(await chat()).toMatchObject({ status: 504, json: { code: 'upstream_timeout' } });
    expect(outcomes.get('late')).toBe(1);
    await until('it was left', () => isLeft);
  });

  it('is asked no more at once than it may be: 503 busy', async () => {
    const [slow] = await services(1);
    let answer = (): void => undefined;
    slow!.answer = (_request, response) => void (answer = () => response.end('late'));
    const { chat, upstreams } = await door({ CHAT_URL: [slow!.url], UPSTREAM_MAX_REQUESTS: 1 });
    const first = chat();
    await until('the first is under way', () => upstreams.of('chat').inFlight === 1);
    expect(await chat()).toMatchObject({
      status: 503,
      json: { code: 'overloaded' },
      headers: { 'retry-after': '1' },
    });
    await until('the first arrived', () => answer.length === 0 && slow!.connections.size > 0);
    await until('it is answered', () => {
      answer();
      return upstreams.of('chat').inFlight === 0;
    });
    expect((await first).text).toBe('late');
  });

  it('whose own 503 comes from a living process is passed on, and counts against nobody', async () => {
    const [unready] = await services(1);
    unready!.answer = unready!.remembering((_request, response) =>
      response.writeHead(503).end('{"code":"not_ready"}'),
    );
    const { chat, upstreams } = await door({ CHAT_URL: [unready!.url] });
    for (let count = 0; count < 8; count += 1)
      expect((await chat()).json).toMatchObject({ code: 'not_ready' });
    expect(upstreams.of('chat').breaker.state).toBe('closed');
  });

  describe('with several instances', () => {
    it('is served by all of them, and by the others when one dies, also to who only meant to write', async () => {
      const [one, other] = await services(2);
      const { http, chat, upstreams } = await door({ CHAT_URL: [one!.url, other!.url] });
      await until('both were asked', async () => {
        await chat();
        return one!.seen.length > 0 && other!.seen.length > 0;
      });
      await one!.close();
      await until(
        'its connections are gone',
        () => upstreams.of('chat').instances[0]!.pool.stats.connected === 0,
      );
      for (let count = 0; count < 30; count += 1)
        expect((await http.post('/v1/messages', { n: count }, ann)).status).toBe(200);
      await until('it is known to be gone', () => !upstreams.of('chat').instances[0]!.health.isWell);
      expect(upstreams.of('chat').breaker.state).toBe('closed');
    });

    it('is asked once more for what only reads when one breaks off, and never for what writes', async () => {
      const [breaking, sound] = await services(2);
      const { chat, http, upstreams } = await door({ CHAT_URL: [breaking!.url, sound!.url] });
      let broken = 0;
      breaking!.answer = (request) => void ((broken += 1), request.socket.destroy());
      await until('one broke off', async () => {
        expect((await chat()).status).toBe(200);
        return broken > 0;
      });
      expect(upstreams.of('chat').retries.total).toBe(1);
      const before = broken;
      await until('a write met it too', async () => {
        await http.post('/v1/messages', {}, ann);
        return broken > before;
      });
      expect(upstreams.of('chat').outcomes.get('unreachable')).toBeGreaterThanOrEqual(1);
    });

    it('keeps what is sticky where it is, and moves only what was at one that is gone', async () => {
      const [one, other] = await services(2);
      const { upstreams } = await door({ CHAT_URL: [one!.url, other!.url] });
      const chat = upstreams.of('chat');
      const keys = Array.from({ length: 40 }, (_, index) => `10.0.0.${index}`);
      const places = () => keys.map((key) => chat.choose(key)?.origin.origin);
      const before = places();
      expect(new Set(before).size).toBe(2);
      expect(places()).toEqual(before);
    });
  });

  async function closable() {
    const port = await freePort();
    const server = {
      open: async (): Promise<void> => void opened.push(await BehindTheDoor.start(undefined, port)),
    };
    return { server, url: `http://127.0.0.1:${port}` };
  }
});
