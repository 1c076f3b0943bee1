import { randomInt } from 'node:crypto';
import { type RedisConnection, type RedisServer, startRedis } from '@secureconnect/testing';
import { runDifferential, type Sightings } from './differential-run.contract';

const { CACHE_SEED, CACHE_COMMANDS } = process.env;
const fixedSeed = 20_261_121;

// prettier-ignore
const commands = [
  'GET', 'SET', 'DEL', 'EXISTS', 'PEXPIRE', 'PTTL', 'INCR', 'INCRBY', 'DECR', 'DECRBY', 'MGET', 'MSET', 'HGET', 'HSET', 'HDEL',
  'HEXISTS', 'HGETALL', 'TYPE', 'KEYS', 'FLUSHALL', 'EVAL',
];
const errors = [
  'WRONGTYPE Operation against a key holding the wrong kind of value',
  'ERR value is not an integer or out of range',
  'ERR increment or decrement would overflow',
  'ERR decrement would overflow',
  "ERR invalid expire time in 'set' command",
  "ERR invalid expire time in 'pexpire' command",
  ...['del', 'exists', 'mget', 'mset', 'hset', 'hdel'].map(
    (command) => `ERR wrong number of arguments for '${command}' command`,
  ),
  'ERR syntax error',
];

// The engine's clock stands still and jumps; Redis's runs, and is pushed along at every jump. Times to live lie hours
// apart, so a machine that stops for minutes changes no answer.
describe('the engine and a real Redis, given the same commands', () => {
  let server: RedisServer;
  let redis: RedisConnection;
  let seen: Sightings;

  beforeAll(async () => {
    server = await startRedis();
    redis = await server.connect();
  });

  afterAll(async () => {
    redis.close();
    await server.close();
  });

  it('give the same answers to 100,000 of them', async () => {
    seen = await runDifferential(redis, Number(CACHE_SEED ?? fixedSeed), Number(CACHE_COMMANDS ?? 100_000));
  }, 300_000);

  it('have met every command, and every error there is', () => {
    if (CACHE_SEED !== undefined || CACHE_COMMANDS !== undefined) return; // Somebody looks for something else.
    expect([...commands, ...errors].filter((one) => (seen.get(one) ?? 0) < 5)).toEqual([]);
  });

  it('give the same answers to others on every run', async () => {
    await runDifferential(redis, randomInt(2 ** 31), 20_000);
  }, 300_000);
});
