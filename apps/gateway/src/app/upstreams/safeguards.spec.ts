import { httpClient, until } from '@secureconnect/testing';
import { createHash } from 'node:crypto';
import { type DoorSettings, openDoor } from '../door/door-scene.contract';
import { BehindTheDoor } from '../door/upstream-scene.contract';
import { ApiKeys } from '../limits/api-keys';
import { reportOf } from './upstream-report';

describe('what protects services and us from one another', () => {
  const opened: { close(): Promise<void> }[] = [];
  const as = (who: string) => ({ headers: { authorization: `Bearer ${who}` } });

  async function behind(count: number, settings: DoorSettings = {}) {
    const services = await Promise.all(Array.from({ length: count }, () => BehindTheDoor.start()));
    const scene = await openDoor({ CHAT_URL: services.map(({ url }) => url), ...settings });
    opened.push(scene, ...services);
    const http = httpClient(scene.url);
    const upstream = scene.upstreams.of('chat');
    return { services, upstream, chat: (who = 'ann') => http.get('/v1/messages', as(who)) };
  }

  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  });

  it('an instance before which something else says 503 rests after three of them', async () => {
    const { services, upstream, chat } = await behind(1);
    services[0]!.answer = (_request, response) => void response.writeHead(503).end('not here');
    await until('it rests', async () => {
      expect((await chat()).status).toBe(503);
      return upstream.instances[0]!.health.isEjected;
    });
  });

  it('what is asked again is within the budget: with none left, once', async () => {
    const { services, upstream, chat } = await behind(2);
    let asked = 0;
    for (const each of services) each.answer = (request) => void ((asked += 1), request.socket.destroy());
    upstream.retries.request();
    while (upstream.retries.take());
    expect((await chat()).status).toBe(502);
    expect(asked).toBe(1);
  });

  const fails = (upstream: Awaited<ReturnType<typeof behind>>['upstream']): void => {
    for (let count = 0; count < 10; count += 1) if (upstream.enter() === 'entered') upstream.leave('cut');
  };

  it('a breaker opens where the only instance fails, and closes as soon as that says it is ready', async () => {
    const { upstream } = await behind(1);
    fails(upstream);
    expect(upstream.breaker.state).toBe('open');
    upstream.instances[0]!.health.onReady();
    expect(upstream.breaker.state).toBe('closed');
  });

  it('a breaker that nobody asks any more is no trouble for ever where its instance goes on saying that it is ready', async () => {
    const { upstream } = await behind(1);
    const isUp = () => reportOf(upstream).status === 'up';
    await until('it to be up', isUp);
    const before = Date.now();
    fails(upstream);
    const { status, since } = reportOf(upstream);
    expect([status, Date.parse(since ?? '') >= before]).toEqual(['degraded', true]);
    await until('it to be up again', isUp, { timeout: 20_000 });
  }, 40_000);

  it('a breaker stays closed while another instance is well', async () => {
    const { upstream } = await behind(2);
    fails(upstream);
    expect(upstream.breaker.state).toBe('closed');
  });

  it('what a service says of limits of its own goes no further', async () => {
    const { services, chat } = await behind(1);
    services[0]!.answer = (_request, response) =>
      void response.writeHead(200, { 'ratelimit-limit': '9', 'ratelimit-policy': 'x', 'x-else': '1' }).end();
    const { headers } = await chat();
    expect(headers).toMatchObject({ 'x-else': '1' });
    for (const name of ['ratelimit-limit', 'ratelimit-policy']) expect(headers).not.toHaveProperty(name);
  });

  it('tokens that nobody has seen are verified only so often for one address; known ones are not counted', async () => {
    const { chat } = await behind(1, {
      RATE_LIMIT_ENABLED: true,
      RATE_LIMIT_TOKEN_ADDRESS: { limit: 1, periodMs: 3_600_000, burst: 1, isShadow: false },
    });
    expect((await chat('late-ann')).status).toBe(200);
    expect(await chat('late-bob')).toMatchObject({ status: 429, json: { code: 'rate_limited' } });
    expect((await chat('ann')).status).toBe(200);
  });

  it('a key is looked for only where it is no longer than keys are', () => {
    const named = (key: string) => `robot:${createHash('sha256').update(key).digest('hex')}`;
    const [fitting, long] = ['k'.repeat(256), 'k'.repeat(257)];
    const keys = new ApiKeys([named(fitting!), named(long!)]);
    expect(keys.nameOf(fitting!)).toBe('robot');
    expect(keys.nameOf(long!)).toBeUndefined();
  });
});
