import { type RedisFault } from '@secureconnect/resilience';
import {
  type FaultProxy,
  type RedisServer,
  startFaultProxy,
  startRedis,
  until,
} from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { ReplyTooLargeError } from '../connection/reply-too-large.error';
import { type RedisOptions } from '../options/redis.options';
import { setFor } from '../scripts/string-scripts';
import { RedisGate } from './redis-gate';
import { RedisOperationError } from './redis-operation.error';
import { type RedisOutcome } from './redis-outcome';

let redis: RedisServer;
let proxy: FaultProxy;
const gates: RedisGate[] = [];

beforeAll(async () => {
  redis = await startRedis();
  proxy = await startFaultProxy({ target: redis.url });
});
afterEach(async () => {
  for (const gate of gates.splice(0)) gate.close();
  await proxy.heal();
  await until('the connections to be gone', () => proxy.connections === 0);
});
afterAll(async () => {
  await proxy.close();
  await redis.close();
});

function open(options: RedisOptions = {}) {
  const gate = new RedisGate({ url: proxy.through(redis.url), connectTimeoutMs: 300, ...options });
  gates.push(gate);
  const outcomes: RedisOutcome[] = [];
  gate.onOutcome((outcome) => outcomes.push(outcome));
  const write = (key = 'key') => gate.run(setFor, { key }, { value: 1, ttlMs: 60_000 });
  const read = (key = 'key') => gate.read('test.read', (client) => client.get(key));
  const works = () => until('the gate to work', async () => (await write(), await read(), true));
  return { gate, outcomes, write, read, works };
}

const faultOf = async (work: Promise<unknown>): Promise<RedisFault | string> => {
  const error: unknown = await work.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  return error instanceof RedisOperationError ? error.fault : String(error);
};

/** For the first operations of all, with code that never ran before, on a busy machine. */
const unhurried = { commandTimeoutMs: 5_000, connectTimeoutMs: 5_000 };

describe('a gate to a healthy Redis', () => {
  it('connects with the first operation, reads and writes', async () => {
    const { write, read, outcomes } = open(unhurried);
    await write('first');
    expect(await read('first')).toBe('1');
    expect(outcomes).toEqual([
      { kind: 'write', operation: 'setFor', durationMs: expect.any(Number) },
      { kind: 'read', operation: 'test.read', durationMs: expect.any(Number) },
    ]);
  });

  it('passes on what is a bug, untouched, and blames nobody for it', async () => {
    const { gate, read, works, outcomes } = open();
    await works();
    await redis.command('RPUSH', 'list', 'x');
    const error = await read('list').catch((reason: Error) => reason);
    expect(error).not.toBeInstanceOf(RedisOperationError);
    expect(error).toMatchObject({ message: expect.stringMatching(/^WRONGTYPE/) });
    expect(outcomes.at(-1)).not.toHaveProperty('fault');
    await expect(gate.read('later', (client) => client.get('key'))).resolves.toBe('1');
  });

  it('shares one connection and one attempt among all callers', async () => {
    const { read } = open(unhurried);
    await Promise.all(Array.from({ length: 100 }, () => read()));
    expect(proxy.connections).toBe(1);
  });

  it('does not take its own stall for a hang of Redis', async () => {
    const { read, write, works } = open({ url: redis.url }); // The proxy would stall with us.
    await works();
    const calls = Array.from({ length: 100 }, (_, index) => [read(), write(`stall:${index}`)]).flat();
    for (const end = performance.now() + 300; performance.now() < end;);
    const settled = await Promise.allSettled(calls);
    expect(settled.filter(({ status }) => status === 'rejected')).toEqual([]);
  });

  it('asks a read again whose connection broke, and a write never', async () => {
    const { read, write, works } = open({ commandTimeoutMs: 1_000 });
    await works();
    await sleep(600); // A connection that breaks young is paced instead.
    proxy.halfOpen('requests');
    const [asked, written] = [read(), faultOf(write())];
    proxy.reset();
    await proxy.heal();
    expect(await asked).toBe('1');
    expect(await written).toBe('down');
  });

  it('gives up a connection whose reply grows beyond the limit, and no other', async () => {
    const { gate, read, write, works } = open({ maxReplyBytes: 100_000, commandTimeoutMs: 5_000 });
    await redis.command('SETRANGE', 'huge', 5_000_000, 'x');
    await works();
    await expect(read('huge')).rejects.toThrow(ReplyTooLargeError);
    await write();
    await until('reading again', () => gate.read('small', (client) => client.pttl('key')));
  });

  it('lets a caller give up sooner', async () => {
    const { gate, works } = open();
    await works();
    proxy.blackhole();
    const options = { signal: AbortSignal.timeout(5), deadlineMs: 3_000 };
    await expect(gate.read('slow', (client) => client.get('key'), options)).rejects.toThrow(
      'aborted due to timeout',
    );
  });
});

describe('a gate to a failing Redis', () => {
  type Case = readonly [RedisFault, on: () => unknown, off: () => unknown, asks: 'write' | 'read'];
  const cases: readonly Case[] = [
    ['down', () => redis.kill(), () => redis.start(), 'read'],
    ['hung', () => redis.freeze(), () => redis.thaw(), 'read'],
    ['hung', () => redis.freeze(), () => redis.thaw(), 'write'],
    ['read_only', () => redis.readOnly(true), () => redis.readOnly(false), 'write'],
    ['full', () => redis.outOfMemory(true), () => redis.outOfMemory(false), 'write'],
    ['write_refusing', () => redis.misconf(true), () => redis.misconf(false), 'write'],
    ['loading', () => redis.loading(700), () => redis.ready(), 'read'],
  ];

  it.each(cases)(
    'tells %s from the rest, fails within the deadline, and comes back by itself',
    async (...row) => {
      const [fault, on, off, asks] = row;
      const gate = open();
      await gate.works();
      await on();
      // The connections it had may die first; what counts is what is said of the server.
      const telling = async () => (await faultOf(gate[asks]('other'))) === fault;
      await until(`the gate to say ${fault}`, telling, { timeout: 5_000, every: 5 });
      await off();
      await gate.works();
    },
  );

  it('still reads where only writes are refused', async () => {
    const { read, write, works } = open();
    await works();
    await redis.readOnly(true);
    expect(await faultOf(write())).toBe('read_only');
    expect(await read()).toBe('1');
    await redis.readOnly(false);
  });

  it('looks for the master anew where the one it had takes no writes any more, paced', async () => {
    const { write, works } = open();
    await works();
    const attempts = async () =>
      Number(/total_connections_received:(\d+)/.exec(String(await redis.command('INFO', 'stats')))?.[1]);
    await redis.readOnly(true);
    const before = await attempts();
    const until1s = performance.now() + 1_000;
    while (performance.now() < until1s) {
      expect(await faultOf(write())).toBe('read_only');
      await sleep(5);
    }
    const made = (await attempts()) - before;
    expect(made).toBeGreaterThan(1);
    expect(made).toBeLessThan(60); // Of some 200 writes.
    await redis.readOnly(false);
    await works();
  });

  it.each([
    ['unauthorised', () => redis.requirePassword('other'), () => redis.requirePassword(null)],
    ['misconfigured', () => redis.maxClients(true), () => redis.maxClients(false)],
  ] as const)('says %s when it cannot even log in', async (fault, on, off) => {
    const { read, works } = open({ url: redis.url });
    await on();
    expect(await faultOf(read())).toBe(fault);
    await off();
    await works();
  });

  it('makes nobody wait for a server that is known to hang', async () => {
    const { read, works, outcomes } = open();
    await works();
    redis.freeze();
    expect(await faultOf(read())).toBe('hung');
    outcomes.length = 0;
    // All in one turn of the loop: nothing can have been sent and awaited.
    const rest = await Promise.all(Array.from({ length: 50 }, () => faultOf(read())));
    redis.thaw();
    expect(new Set(rest)).toEqual(new Set(['hung']));
    expect(Math.max(...outcomes.map(({ durationMs }) => durationMs))).toBeLessThan(100);
    await works();
  });

  it('does not hang in the handshake of a server that accepts and is silent', async () => {
    proxy.blackhole();
    const { gate, read } = open();
    const faults = await Promise.all(Array.from({ length: 50 }, () => faultOf(read())));
    expect(new Set(faults)).toEqual(new Set(['hung']));
    expect(proxy.connections).toBe(1);
    await expect(gate.open()).rejects.toThrow('not answered within 300 ms');
  });

  it.each([
    ['nobody listens', { url: 'redis://127.0.0.1:1' }],
    ['the host is unknown', { url: 'redis://no-such-host.invalid:6379' }],
  ])('starts, and fails fast, when %s', async (_name, options) => {
    const { read, write } = open({ ...options, commandTimeoutMs: 2_000, connectTimeoutMs: 2_000 });
    expect(await faultOf(read())).toBe('down');
    expect(await faultOf(write())).toBe('down');
  });

  it('closes at once on a hung server, and everybody who waited is told', async () => {
    const { gate, read, write, works } = open({ commandTimeoutMs: 500 });
    await works();
    redis.freeze();
    const waiting = [faultOf(read()), faultOf(write())];
    gate.close();
    expect(await Promise.all(waiting)).toEqual(['down', 'down']);
    expect(await faultOf(read())).toBe('down');
    redis.thaw();
    await until('the connections to be gone', () => proxy.connections === 0);
  });
});
