import { RedisConnection, type RedisServer, startRedis, until } from '@secureconnect/testing';
import { type StormSystem } from '../system/storm-system';
import { Ways } from '../system/ways';
import { faultNamed, faultsOf } from './storm-faults';

/** What somebody who comes and writes is told while it lasts. */
const lasting: Readonly<Record<string, RegExp>> = {
  'redis-killed': /ECONNRE|closed/,
  'redis-emptied': /ECONNRE|closed/,
  'redis-frozen': /no reply/,
  'redis-read-only': /READONLY/,
  'redis-full': /OOM/,
  'redis-evicting': /OK, .* dropped/,
  'redis-misconf': /MISCONF/,
  'redis-noauth': /NOAUTH/,
  'redis-maxclients': /max number of clients/,
  'redis-busy': /BUSY|no reply/,
  'redis-paused': /no reply/,
  'redis-loading': /LOADING/,
};
/** It is done once, and whoever comes afterwards is served. */
const momentary = ['redis-flushed', 'redis-deaf', 'redis-clients-dropped'];

describe('a fault of Redis', () => {
  const [way, forMs] = ['chat-0 to redis', 1_500];
  let redis: RedisServer;
  let ways: Ways;
  let system: StormSystem;
  let port: number;

  beforeEach(async () => {
    redis = await startRedis();
    await redis.command('DEBUG', 'POPULATE', 20_000, 'held', 64);
    ways = new Ways();
    ({ port } = await ways.open(way, redis.port));
    system = {
      ...{ form: 'standalone', redis: { form: 'standalone', servers: [redis] }, ways: [way] },
      drop: (name: string) => ways.drop(name),
    } as unknown as StormSystem;
  });
  afterEach(async () => {
    await ways.close();
    redis.thaw();
    await redis.close();
  });

  const begin = (name: string) => faultNamed(name).begin(system, 'redis', forMs);
  const come = () => RedisConnection.open({ host: '127.0.0.1', port });
  async function told(): Promise<string> {
    const connection = await come();
    try {
      const said = String(await connection.command(['SET', `new:${Date.now()}`, 'x'.repeat(2_000)], 250));
      const dropped = /evicted_keys:(\d+)/.exec(
        String(await connection.command(['INFO', 'stats'], 250)),
      )?.[1];
      return dropped === '0' ? said : `${said}, ${dropped} dropped`;
    } catch (error) {
      return String(error);
    } finally {
      connection.close();
    }
  }

  it('is one of those that last, or of those that are done once', () => {
    const all = faultsOf('standalone').filter(({ takes }) => takes === 'redis');
    expect(all.map(({ name }) => name).sort()).toEqual([...Object.keys(lasting), ...momentary].sort());
  });

  it.each(Object.entries(lasting))(
    '%s is there for as long as was planned, and then over',
    async (...one) => {
      const [name, words] = one;
      const asked = Date.now();
      const end = await begin(name);
      const said: string[] = [];
      for (;;) {
        const answer = await told();
        if (Date.now() >= asked + forMs) break;
        said.push(answer);
      }
      expect(said.filter((answer) => !words.test(answer))).toEqual([]);
      expect(said).not.toEqual([]);
      await end();
      expect(await until('Redis to be well', async () => (await told()).startsWith('OK'))).toBe(true);
    },
    30_000,
  );

  it.each(['redis-busy', 'redis-loading'])(
    '%s is over as soon as somebody ends it',
    async (name) => {
      // Far longer than this test may last.
      const end = await faultNamed(name).begin(system, 'redis', 300_000);
      expect(await told()).toMatch(lasting[name] as RegExp);
      await end();
      await until('Redis to be well', async () => (await told()).startsWith('OK'));
    },
    30_000,
  );

  it('leaves a way cut that was cut, where Redis takes no more clients', async () => {
    const heal = ways.cut(way, 'reset');
    await until('the way to be cut', async () => /ECONNREFUSED/.test(await told()));
    const end = await begin('redis-maxclients');
    expect(await told()).toMatch(/ECONNREFUSED/);
    await end();
    await heal();
    await until('Redis to be well', async () => (await told()).startsWith('OK'));
  });

  it('drops who listens, or everybody, once', async () => {
    const [listening, working] = [await come(), await come()];
    await listening.command(['SUBSCRIBE', 'news']);
    await (
      await begin('redis-deaf')
    )();
    expect(await working.command(['PING'])).toBe('PONG');
    await expect(listening.command(['PING'])).rejects.toThrow(/closed|ECONNRESET/);
    await (
      await begin('redis-clients-dropped')
    )();
    await expect(working.command(['PING'])).rejects.toThrow(/closed|ECONNRESET/);
    expect(await told()).toBe('OK');
  });

  it('takes all that Redis holds, and its run id tells nothing', async () => {
    const id = async () => /run_id:\w+/.exec(String(await redis.command('INFO', 'server')))?.[0];
    const before = await id();
    await (
      await begin('redis-flushed')
    )();
    expect([await redis.command('DBSIZE'), await id()]).toEqual([0, before]);
  });
});
