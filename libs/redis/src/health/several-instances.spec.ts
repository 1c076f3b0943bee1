import { type EpochRecord, MemoryEpochRecord } from '@secureconnect/resilience';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { RedisGate } from '../gate/redis-gate';
import { revocationScene } from './revocation-scene.contract';

const action = fc.oneof(
  fc.record({ kind: fc.constant('revoke' as const), by: fc.nat(1) }),
  fc.record({ kind: fc.constantFrom('flush' as const, 'wipe' as const, 'cut' as const, 'freeze' as const) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(150) }),
);

describe('two instances that recover at once', () => {
  let redis: RedisServer;
  let reader: RedisGate;

  beforeAll(async () => {
    redis = await startRedis();
    reader = new RedisGate({ url: redis.url, commandTimeoutMs: 2_000 });
  });
  afterAll(async () => {
    reader.close();
    await redis.close();
  });

  async function pair(shared: EpochRecord | undefined) {
    await redis.flush();
    const record = new Map<string, number>();
    const two = [0, 1].map(() =>
      revocationScene({ redis: { url: redis.url }, record, ...(shared && { epochs: shared }) }),
    );
    await Promise.all(two.map(({ health }) => health.start()));
    await Promise.all(two.map((one) => one.isNormal()));
    return { two, record };
  }

  /** Both are normal, and know the same filling. */
  const agree = (two: Awaited<ReturnType<typeof pair>>['two']) =>
    until('both to agree', async () => {
      const marker = await redis.command('GET', 'secureconnect:marker');
      return two.every(({ health }) => health.isAvailable && health.recovery?.marker === marker);
    });

  it.each([
    ['one record of the epoch', new MemoryEpochRecord()],
    ['a record of its own each', undefined],
  ])('come to agree, and then leave it at that, with %s', async (_name, shared) => {
    const { two, record } = await pair(shared);
    record.set('old', 0);
    await redis.flush();
    await Promise.all(two.map((one) => one.isDoubted()));
    await agree(two);
    expect(await reader.read('old', (client) => client.exists('old'))).toBe(true);
    const before = two.map(({ path }) => path.length);
    await sleep(400);
    expect(two.map(({ path }) => path.length)).toEqual(before);
    two.forEach((one) => one.close());
  });

  it('lose nothing that either of them kept, whatever happens to Redis meanwhile', async () => {
    const property = async (actions: readonly { kind: string; by?: number; ms?: number }[]) => {
      const { two, record } = await pair(new MemoryEpochRecord());
      for (const [index, { kind, by = 0, ms = 60 }] of actions.entries()) {
        if (kind === 'revoke') two[by]?.store.revoke(`token:${index}`);
        if (kind === 'flush') await redis.flush();
        if (kind === 'wipe') await redis.wipe();
        if (kind === 'cut') await redis.dropClients();
        if (kind === 'freeze') redis.freeze();
        if (kind === 'freeze' || kind === 'wait') await sleep(ms);
        if (kind === 'freeze') redis.thaw();
      }
      await agree(two);
      await until('all to be written', () => two.every(({ health }) => health.recovery?.remaining === 0));
      const keys = [...record.keys()];
      await until('every revocation in Redis', async () => {
        const all = keys.map((key) => reader.read('key', (client) => client.exists(key)));
        return agree(two).then(async () => (await Promise.all(all)).every(Boolean));
      });
      two.forEach((one) => one.close());
    };
    const actions = fc.array(action, { minLength: 3, maxLength: 10 });
    await fc.assert(fc.asyncProperty(actions, property), { numRuns: 8, endOnFailure: true });
  }, 120_000);
});
