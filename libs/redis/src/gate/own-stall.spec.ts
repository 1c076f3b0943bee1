import { DeadlineWheel } from '@secureconnect/resilience';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setForEver } from '../scripts/string-scripts';
import { RedisGate } from './redis-gate';
import { type RedisOutcome } from './redis-outcome';

const deadlineMs = 500;
const stallMs = 700;

/** Computes, as letting in hundreds of sockets in one moment does. */
function stall(): void {
  for (const end = performance.now() + stallMs; performance.now() < end;);
}

describe('while our own loop stands still', () => {
  let redis: RedisServer;
  let gate: RedisGate;
  let outcomes: RedisOutcome[];

  beforeAll(async () => {
    redis = await startRedis();
    gate = new RedisGate({ url: redis.url, commandTimeoutMs: deadlineMs }, new DeadlineWheel());
    gate.onOutcome((outcome) => outcomes.push(outcome));
  });
  beforeEach(async () => {
    outcomes = [];
    const write = () => gate.run(setForEver, { key: 'warm' }, { value: 1 });
    await until('a connection', () => write().then(() => true));
    outcomes = [];
  });
  afterAll(async () => {
    gate.close();
    await redis.close();
  });

  it('a script that Redis does not know yet is brought to it all the same, and nothing is laid to Redis', async () => {
    await redis.command('SCRIPT', 'FLUSH');
    const calls = Array.from({ length: 20 }, (_, each) =>
      gate.run(setForEver, { key: `key:${each}` }, { value: each }),
    );
    await nextTurn(); // They have left; the answer, that nobody knows the script, comes in the stall.
    stall();
    await Promise.all(calls);
    expect(outcomes.filter(({ fault }) => fault)).toEqual([]);
  });

  it('a call that waits for its connection is not late by it', async () => {
    await redis.dropClients();
    await until('the connection to be gone', async () => {
      return !String(await redis.command('CLIENT', 'LIST')).includes('cmd=time');
    });
    const read = gate.read('warm', (client) => client.get('warm'));
    stall();
    await expect(read).resolves.toBe('1');
  });
});
