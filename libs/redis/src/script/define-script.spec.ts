import { type RedisServer, startRedis } from '@secureconnect/testing';
import { RedisGate } from '../gate/redis-gate';
import { hdel, hset, sadd, srem } from '../scripts/collection-scripts';
import {
  del,
  expire,
  incrBy,
  setFor,
  setForEver,
  setIfAbsent,
  setIfPresent,
} from '../scripts/string-scripts';
import { defineScript } from './define-script';
import { toBoolean, toNumber, toText } from './script-replies';

let redis: RedisServer;
let gate: RedisGate;

beforeAll(async () => {
  redis = await startRedis();
  // Nothing here is about time, and the machine may be busy.
  gate = new RedisGate({ url: redis.url, commandTimeoutMs: 2_000 });
});
beforeEach(() => redis.flush());
afterAll(async () => {
  gate.close();
  await redis.close();
});

const key = 'key';

describe('the scripts everyone needs', () => {
  it('set, keep, expire and delete', async () => {
    await gate.run(setForEver, { key }, { value: 'a' });
    expect(await redis.command('PTTL', key)).toBe(-1);
    expect(await gate.run(expire, { key }, { ttlMs: 60_000 })).toBe(true);
    expect(await redis.command('PTTL', key)).toBeGreaterThan(0);
    await gate.run(setFor, { key }, { value: 'b', ttlMs: 60_000 });
    expect(await gate.run(setIfAbsent, { key }, { value: 'c', ttlMs: 60_000 })).toBe(false);
    expect(await gate.run(setIfPresent, { key }, { value: 'd', ttlMs: 60_000 })).toBe(true);
    expect(await redis.command('GET', key)).toBe('d');
    expect(await gate.run(del, { key }, {})).toBe(true);
    expect(await gate.run(del, { key }, {})).toBe(false);
    expect(await gate.run(expire, { key }, { ttlMs: 1 })).toBe(false);
    expect(await gate.run(setIfPresent, { key }, { value: 'e', ttlMs: 1 })).toBe(false);
    expect(await gate.run(setIfAbsent, { key }, { value: 'f', ttlMs: 60_000 })).toBe(true);
  });

  it('count, with a time to live that later additions do not prolong', async () => {
    expect(await gate.run(incrBy, { key }, { by: 2, ttlMs: 60_000 })).toBe(2);
    expect(await gate.run(incrBy, { key }, { by: -5, ttlMs: 900_000 })).toBe(-3);
    expect(await redis.command('PTTL', key)).toBeLessThanOrEqual(60_000);
  });

  it('keep hashes and sets, however many fields and members', async () => {
    const members = Array.from({ length: 20_000 }, (_, index) => `member ${index}`);
    expect(await gate.run(sadd, { key }, { members })).toBe(20_000);
    expect(await gate.run(srem, { key }, { members: ['member 1', 'nobody'] })).toBe(1);
    expect(await gate.run(hset, { key: 'hash' }, { pairs: ['a', 1, 'b', 2] })).toBe(2);
    expect(await gate.read('all', (client) => client.hgetall('hash'))).toEqual({ a: '1', b: '2' });
    expect(await gate.run(hdel, { key: 'hash' }, { fields: ['a', 'c'] })).toBe(1);
  });
});

describe('a declared script', () => {
  const sum = defineScript({
    name: 'sum',
    keys: ['one', 'two'],
    args: ['more'],
    writes: false,
    lua: `return (redis.call('GET', one) or 0) + (redis.call('GET', two) or 0) + more`,
    reply: toNumber,
  });

  it('finds its keys and arguments by name', async () => {
    await redis.command('MSET', 'a', 1, 'b', 2);
    expect(await gate.run(sum, { two: 'b', one: 'a' }, { more: 4 })).toBe(7);
  });

  it('does not compile with too few, too many or other names', () => {
    const never = (): unknown => [
      // @ts-expect-error -- a key is missing
      gate.run(sum, { one: 'a' }, { more: 1 }),
      // @ts-expect-error -- a key too many
      gate.run(sum, { one: 'a', two: 'b', three: 'c' }, { more: 1 }),
      // @ts-expect-error -- an argument is missing
      gate.run(sum, { one: 'a', two: 'b' }, {}),
      // @ts-expect-error -- an argument too many
      gate.run(sum, { one: 'a', two: 'b' }, { more: 1, less: 2 }),
      // @ts-expect-error -- the members are missing
      gate.run(sadd, { key: 'a' }, {}),
    ];
    expect(never).toBeInstanceOf(Function);
  });

  it('refuses names that are none in Lua', () => {
    const declare = () => defineScript({ name: 'bad', keys: ['a key'], lua: '', reply: toNumber });
    expect(declare).toThrow('bad: a key cannot be a name in Lua');
  });

  it('cannot write when it was declared to read', async () => {
    const liar = defineScript({
      name: 'liar',
      keys: ['key'],
      writes: false,
      lua: `redis.call('DEL', key)`,
      reply: toText,
    });
    await expect(gate.run(liar, { key }, {})).rejects.toThrow('Write commands are not allowed');
  });

  it('runs though the server has forgotten all scripts', async () => {
    await gate.run(setForEver, { key }, { value: 'a' });
    await redis.command('SCRIPT', 'FLUSH');
    await gate.run(setForEver, { key }, { value: 'b' });
    expect(await redis.command('GET', key)).toBe('b');
  });
});

describe('an operation with an id', () => {
  const once = { operationId: '7f3a', keptMs: 60_000 };

  it('is applied once, however often it is asked for, and gives its first result', async () => {
    const results = [];
    for (let turn = 0; turn < 3; turn += 1)
      results.push(await gate.run(incrBy, { key }, { by: 5, ttlMs: 1_000 }, once));
    expect(results).toEqual([5, 5, 5]);
    expect(await redis.command('PTTL', 'op:{key}:7f3a')).toBeGreaterThan(0);
    expect(await gate.run(incrBy, { key }, { by: 5, ttlMs: 1_000 }, { operationId: 'next' })).toBe(10);
  });

  it('keeps results of every sort', async () => {
    const nothing = defineScript({ name: 'nothing', keys: ['key'], lua: `return false`, reply: toText });
    const yes = defineScript({
      name: 'yes',
      keys: ['key'],
      lua: `return redis.call('SET', key, 1)`,
      reply: toText,
    });
    const taken = defineScript({ name: 'taken', keys: ['key'], lua: `return 1`, reply: toBoolean });
    for (const turn of [1, 2]) {
      expect([turn, await gate.run(nothing, { key }, {}, { operationId: 'n' })]).toEqual([turn, null]);
      expect([turn, await gate.run(yes, { key }, {}, { operationId: 'y' })]).toEqual([turn, 'OK']);
      expect([turn, await gate.run(taken, { key }, {}, { operationId: 't' })]).toEqual([turn, true]);
    }
  });
});
