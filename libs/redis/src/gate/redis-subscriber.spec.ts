import { Logger } from '@nestjs/common';
import {
  type FaultProxy,
  type RedisServer,
  startFaultProxy,
  startRedis,
  until,
} from '@secureconnect/testing';
import { publish } from '../scripts/publish-script';
import { RedisGate } from './redis-gate';

describe('who listens on a channel', () => {
  let redis: RedisServer;
  let proxy: FaultProxy;
  let gate: RedisGate;

  beforeAll(async () => {
    redis = await startRedis();
    proxy = await startFaultProxy({ target: redis.url });
  });
  beforeEach(() => {
    gate = new RedisGate({ url: proxy.through(redis.url), clockIntervalMs: 50 });
  });
  afterEach(async () => {
    Logger.overrideLogger(false);
    gate.close();
    await proxy.heal();
  });
  afterAll(async () => {
    await proxy.close();
    await redis.close();
  });

  function listen(channel: string) {
    const heard: string[] = [];
    const leave = gate.subscribe(channel, {
      onMessage: (message) => heard.push(message),
      onListening: () => heard.push('(listening)'),
      onDeaf: () => heard.push('(deaf)'),
    });
    return { heard, leave, says: (what: string) => until(what, () => heard.includes(what)) };
  }
  const say = (channel: string, message: string) =>
    until('a word', () => gate.run(publish, {}, { channel, message }).then((count) => count >= 0));

  it('hears what is said there and nowhere else, until it leaves', async () => {
    const [one, two] = [listen('one'), listen('two')];
    await Promise.all([one.says('(listening)'), two.says('(listening)')]);
    await say('one', 'hello');
    await one.says('hello');
    one.leave();
    await until(
      'nobody there',
      async () => String(await redis.command('PUBSUB', 'NUMSUB', 'one')) === 'one,0',
    );
    await say('two', 'still here');
    await two.says('still here');
    expect(two.heard).toEqual(['(listening)', 'still here']);
  });

  it('is not cut off by a listener that throws, which is logged, though not every time', async () => {
    const complaints: unknown[] = [];
    const hear = (message: unknown) => void complaints.push(message);
    const logger = { log: hear, warn: hear, error: hear };
    Logger.overrideLogger(logger);
    const told: string[] = [];
    const broken = (what: string) => {
      told.push(what);
      throw new Error('broken listener');
    };
    gate.subscribe('news', {
      onMessage: broken,
      onListening: () => broken('(listening)'),
      onDeaf: () => broken('(deaf)'),
    });
    gate.subscribe('news', {
      onMessage: () => Promise.reject(new Error('broken promise')) as unknown as void,
    });
    const sound = listen('news');
    await sound.says('(listening)');
    for (const message of ['a', 'b', 'c']) await say('news', message);
    await sound.says('c');
    expect(sound.heard).toEqual(['(listening)', 'a', 'b', 'c']);
    expect(told).toEqual(['(listening)', 'a', 'b', 'c']);
    expect(complaints).toContain('A listener of a channel threw');
    expect(complaints.length).toBeLessThan(told.length);
    proxy.reset();
    await sound.says('(deaf)');
    await until('everybody', () => [told, sound.heard].every((all) => all.at(-1) === '(listening)'));
  });

  type Case = readonly [name: string, on: () => unknown, off: () => unknown];

  it.each<Case>([
    ['cut off', () => proxy.reset(), () => undefined],
    ['mute without a sign', () => proxy.halfOpen('replies'), () => proxy.heal()],
    ['frozen', () => redis.freeze(), () => redis.thaw()],
    ['killed', () => redis.kill(), () => redis.start()],
  ])('knows that it is deaf when the connection is %s, and comes back', async (_name, on, off) => {
    const { heard, says } = listen('news');
    await says('(listening)');
    await on();
    await says('(deaf)');
    await off();
    await until('listening again', () => heard.lastIndexOf('(listening)') > heard.indexOf('(deaf)'));
    await say('news', 'again');
    await says('again');
  });

  it('waits for entries of a stream without holding anybody up', async () => {
    await gate.open('read');
    const entry = gate.waitForEntries('jobs.wait', 'stream', '$', 5_000);
    await until('it to wait', async () =>
      String(await redis.command('INFO', 'clients')).includes('blocked_clients:1'),
    );
    expect(await gate.read('get', (client) => client.get('key'))).toBeNull();
    await redis.command('XADD', 'stream', '*', 'job', 1);
    expect(await entry).toEqual([['stream', [[expect.any(String), ['job', '1']]]]]);
    expect(await gate.waitForEntries('jobs.wait', 'stream', '$', 1)).toBeNull();
  });
});
