import { MemoryEpochRecord } from '@secureconnect/resilience';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { revocationScene } from './revocation-scene.contract';

/** Accepts the question and never answers, as a frozen PostgreSQL without a time limit would. */
class HangingRecord extends MemoryEpochRecord {
  hangs = false;

  override current(): Promise<number | null> {
    return this.hangs ? new Promise<never>(() => undefined) : super.current();
  }
}

describe('a record of the epoch that hangs', () => {
  let redis: RedisServer;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  it('counts as one that is away: a Redis that has to be judged stays unused, and all heals by itself', async () => {
    const epochs = new HangingRecord();
    const record = new Map([['old', 0]]);
    const one = revocationScene({
      redis: { url: redis.url },
      epochs,
      record,
      recovery: { recordTimeoutMs: 100 },
    });
    await one.health.start();
    await one.isNormal();
    epochs.hangs = true;
    await redis.flush();
    await until('the reason', () => one.health.lastError?.includes('epoch cannot be asked'));
    expect(one.health.isAvailable).toBe(false);
    epochs.hangs = false;
    await one.isNormal();
    expect(await redis.command('EXISTS', 'old')).toBe(1);
    one.close();
  });
});
