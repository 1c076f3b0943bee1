import { Dice, type RedisServer, startRedis } from '@secureconnect/testing';
import { randomInt } from 'node:crypto';
import { type CacheManager } from './cache-manager';
import { cacheScene } from './cache-scene.contract';

const { CACHE_MANAGER_SEED, CACHE_MANAGER_COMMANDS } = process.env;
const fixedSeed = 20_261_121;
const seeds = CACHE_MANAGER_SEED === undefined ? [fixedSeed, randomInt(2 ** 31), randomInt(2 ** 31)] : [Number(CACHE_MANAGER_SEED)]; // prettier-ignore
/** The engine beneath has 100,000 of its own (differential.spec); CACHE_MANAGER_COMMANDS gives more of these. */
const commands = Number(CACHE_MANAGER_COMMANDS ?? 1_500);

const keys = ['a', 'b', 'c', 'd', 'clé', '\ud800', '\ufffd', 'session:1', 'session:2', ''];
const values = ['', '0', '7', '-3', '9223372036854775807', 'text', 'grüße 🎈', 'half \udc00', ' 1', '1.5', { a: [1] }, 'x'.repeat(5_000)]; // prettier-ignore
const ttls = [undefined, Infinity, 60_000, 3_600_000, 0, -1, 1.5];
const amounts = [1, 5, -2, 2 ** 53, '9223372036854775807', '-9223372036854775808', 'x', 1.5, 10n];
const fields = ['f', 'g', '__proto__', 'é', '\udfff', '\ufffd'];

const dice = (seed: number) => {
  const random = new Dice(seed);
  return <T>(faces: readonly T[]): T => random.one(faces);
};
type Roll = ReturnType<typeof dice>;

const forms: readonly ((roll: Roll) => [name: keyof CacheManager, ...args: unknown[]])[] = [
  (roll) => ['get', roll(keys)],
  (roll) => ['set', roll(keys), roll(values), roll(ttls)],
  (roll) => ['del', ...roll([[roll(keys)], [roll(keys), roll(keys)], []])],
  (roll) => ['exists', ...roll([[roll(keys)], [roll(keys), roll(keys)], []])],
  (roll) => ['expire', roll(keys), roll([60_000, 120_000, 0, -5, 1.5, Infinity])],
  (roll) => ['ttl', roll(keys)],
  (roll) => ['hget', roll(keys), roll(fields)],
  (roll) => ['hset', roll(keys), roll(fields), roll(values)],
  (roll) => ['hdel', roll(keys), roll(fields)],
  (roll) => ['hexists', roll(keys), roll(fields)],
  (roll) => ['hgetall', roll(keys)],
  (roll) => ['mget', roll(keys), roll(keys), roll(keys)],
  (roll) => ['mset', [[roll(keys), roll(values)], [roll(keys), roll(values)]]], // prettier-ignore
  (roll) => ['incr', roll(keys)],
  (roll) => ['incrby', roll(keys), roll(amounts), roll(ttls)],
  (roll) => ['decr', roll(keys)],
  (roll) => ['decrby', roll(keys), roll(amounts)],
  (roll) => ['keys', roll(['*', 's*', '?', '??', '[ab]', '[^a]', 'clé', 'session:[1-2]', '\\*', ''])],
  (roll) => (roll([...Array(40).keys()]) === 0 ? ['flushall'] : ['mget']),
];

/** The answer or the error; times to live to a few seconds, for the two are asked one after the other. */
async function outcomeOf(manager: CacheManager, [name, ...args]: [keyof CacheManager, ...unknown[]]) {
  const command = manager[name] as (...given: unknown[]) => Promise<unknown>;
  const answer = await command
    .apply(manager, args)
    .catch((error: Error) => `${error.name}: ${error.message}`);
  if (name === 'keys') return [...(answer as string[])].sort();
  return name === 'ttl' && Number(answer) > 0 ? Math.round(Number(answer) / 30_000) : answer;
}

describe('a cache manager', () => {
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

  it.each(seeds)(
    'gives the same answers and errors from Redis and from memory, seed %i',
    async (seed) => {
      const criticalKeys = ['session:*'];
      const inRedis = await open({ criticalKeys, redisInstanceName: 'one', failoverTimeout: 5_000 });
      const inMemory = await open({ criticalKeys, redisInstanceName: 'other' });
      inMemory.switchToMemoryCache();
      const roll = dice(seed);
      for (let index = 0; index < commands; index += 1) {
        const command = roll(forms)(roll);
        const [expected, actual] = [await outcomeOf(inRedis, command), await outcomeOf(inMemory, command)];
        expect({ seed, index, command, answer: actual }).toEqual({ seed, index, command, answer: expected });
      }
      expect(inRedis.getCurrentProvider()).toBe('redis');
      expect(inMemory.getCurrentProvider()).toBe('memory');
    },
    180_000,
  );

  it.each(seeds)(
    'goes on in memory with the answers that Redis would have given, seed %i',
    async (seed) => {
      const manager = await open({ redisInstanceName: 'mirrored', failoverTimeout: 5_000 });
      const witness = await open({ redisInstanceName: 'witness', failoverTimeout: 5_000 });
      const roll = dice(seed + 1);
      const all = async () => {
        for (const key of keys) for (const type of ['get', 'hgetall'] as const)
        expect([seed, key, await outcomeOf(manager, [type, key])]).toEqual([seed, key, await outcomeOf(witness, [type, key])]); // prettier-ignore
      };
      for (let round = 0; round < commands / 40; round += 1) {
        for (let index = 0; index < 40; index += 1) {
          const command = roll(forms)(roll);
          await Promise.all([outcomeOf(manager, command), outcomeOf(witness, command)]);
        }
        manager.switchToMemoryCache();
        await all();
        expect(await manager.switchToRedis()).toBe(true);
      }
    },
    180_000,
  );
});
