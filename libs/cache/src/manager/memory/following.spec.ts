import { removeFolder, type RedisServer, startRedis, temporaryFolder } from '@secureconnect/testing';
import { join } from 'node:path';
import { type CacheManager } from '../cache-manager';
import { cacheScene } from '../cache-scene.contract';

type Step = (manager: CacheManager) => Promise<unknown>;

describe('what memory goes on with', () => {
  let redis: RedisServer;
  const { open, close } = cacheScene(() => redis);

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await close();
    await redis.flush();
  });
  afterAll(() => redis.close());

  const all: Step = (manager) => manager.hgetall('h');
  const text: Step = (manager) => manager.get('k');

  it.each<[what: string, before: Step, change: Step, look: Step, answers: [Step, unknown][]]>([
    [
      'a hash without the fields that others took out of it',
      (other) => Promise.all([other.hset('h', 'f', '1'), other.hset('h', 'g', '2')]),
      (other) => other.hdel('h', 'g'),
      all,
      [[all, { f: '1' }]],
    ],
    [
      'a hash with a field less, when that field was asked for',
      (other) => Promise.all([other.hset('h', 'f', '1'), other.hset('h', 'g', '2')]),
      (other) => other.hdel('h', 'g'),
      (own) => own.hget('h', 'g'),
      [[all, { f: '1' }]],
    ],
    [
      'no hash when others deleted it',
      (other) => other.hset('h', 'f', '1'),
      (other) => other.del('h'),
      all,
      [[all, {}]],
    ],
    [
      'a hash where there was a text',
      (other) => other.set('h', 'text'),
      async (other) => [await other.del('h'), await other.hset('h', 'f', '1')],
      (own) => own.hget('h', 'f'),
      [[all, { f: '1' }]],
    ],
    [
      'a text where there was a hash',
      (other) => other.hset('k', 'f', '1'),
      (other) => other.set('k', 'text'),
      text,
      [[text, 'text']],
    ],
    [
      'no text when others deleted it',
      (other) => other.mset([['k', '1'], ['l', '2']]), // prettier-ignore
      (other) => other.del('k', 'l'),
      (own) => own.mget('k', 'l'),
      [[(own) => own.mget('k', 'l'), [null, null]]],
    ],
    [
      'a hash for no longer than Redis would',
      (other) => other.hset('h', 'f', '1'),
      (other) => other.expire('h', 60_000),
      all,
      [[async (own) => (await own.ttl('h')) <= 60_000, true]],
    ],
    [
      'a text for no longer than Redis would',
      (other) => other.set('k', '1'),
      (other) => other.expire('k', 60_000),
      text,
      [[async (own) => (await own.ttl('k')) <= 60_000, true]],
    ],
  ])('is what Redis held when it was last asked: %s', async (_what, before, change, look, answers) => {
    const [own, other] = [await open(), await open()];
    await before(other);
    // What is asked first may be of the wrong kind for it.
    for (const first of [all, text, (manager: CacheManager) => manager.mget('k', 'l')])
      await first(own).catch(() => undefined);
    await change(other);
    await look(own);
    own.switchToMemoryCache();
    for (const [ask, answer] of answers) expect(await ask(own)).toEqual(answer);
  });

  it.each<[command: string, write: Step, ask: Step, answer: unknown]>([
    ['set', (own) => own.set('k', 'new'), text, 'new'],
    ['mset', (own) => own.mset([['k', 'new']]), text, 'new'],
    ['del', (own) => own.del('k'), text, null],
    ['incr', (own) => own.incr('k'), text, '6'],
    ['expire', (own) => own.expire('k', 60_000), async (own) => (await own.ttl('k')) <= 60_000, true],
    ['hset', (own) => own.hset('h', 'f', 'new'), all, { f: 'new', g: 'old' }],
    ['hdel', (own) => own.hdel('h', 'f'), all, { g: 'old' }],
    ['flushall', (own) => own.flushall(), (own) => own.keys('*'), []],
  ])(
    'is what it took itself, though a read of Redis ends after it: %s',
    async (_command, write, ask, answer) => {
      const own = await open();
      await Promise.all([own.set('k', '5'), own.hset('h', 'f', 'old'), own.hset('h', 'g', 'old')]);
      const reads = [text(own), all(own)];
      own.switchToMemoryCache();
      await write(own);
      await Promise.all(reads);
      expect(await ask(own)).toEqual(answer);
    },
  );

  it('is nothing rather than something old, where memory has no room for what Redis took', async () => {
    const own = await open({ memoryCacheConfig: { maxBytes: 2_000 } });
    await own.set('k', 'old');
    expect(await own.set('k', 'x'.repeat(5_000))).toBe('OK');
    expect(await own.hset('h', 'f', 'x'.repeat(5_000))).toBe(1);
    expect(await own.get('k')).toHaveLength(5_000);
    own.switchToMemoryCache();
    expect([await own.get('k'), await own.hgetall('h')]).toEqual([null, {}]);
  });

  it('does not make a call fail that Redis served, when its file cannot be written', async () => {
    const folder = temporaryFolder('cache');
    const own = await open({ memoryCacheConfig: { persistPath: join(folder, 'critical.log') } });
    await own.set('critical:k', 'old');
    const journal = (own['parts'].engine as unknown as { keyspace: { journal: { file: { fd: number } } } })
      .keyspace.journal;
    const { fd } = journal.file;
    journal.file.fd = 9_999; // No such file: what a disk does that has gone away.
    expect([await own.set('critical:k', 'new'), await own.get('critical:k')]).toEqual(['OK', 'new']);
    expect(await own.del('critical:k')).toBe(1);
    journal.file.fd = fd;
    await close();
    await removeFolder(folder);
  });
});
