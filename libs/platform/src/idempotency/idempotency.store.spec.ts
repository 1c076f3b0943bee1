import { setTimeout as delay } from 'node:timers/promises';
import { type PostgresServer, startPostgres } from '@secureconnect/testing';
import { runtimeConnection } from '../database/connection.options';
import { runMigrations } from '../database/migrations/run-migrations';
import { ServiceDataSource } from '../database/service-data-source';
import { ServicePool } from '../database/service-pool.adapter';
import { IdempotencyCleaner } from './idempotency-cleaner.service';
import { idempotencyDefaults } from './idempotency.options';
import { type Claim, type Claiming, IdempotencyStore } from './idempotency.store';

const leaseMs = 300;
const request = { operation: 'POST /things', caller: 'ann', keyHash: 'k', requestHash: 'r' };
const answer = { status: 201, body: { id: 1 } };
const claimOf = (claiming: Claiming): Claim => (claiming as { claim: Claim }).claim;

describe('when a create is claimed', () => {
  let postgres: PostgresServer;
  let source: ServiceDataSource;
  let store: IdempotencyStore;
  const outcomes = (claimings: Claiming[]): string[] => claimings.map(({ outcome }) => outcome).sort();
  const claimAtOnce = (): Promise<Claiming[]> =>
    Promise.all(Array.from({ length: 8 }, () => store.claim(request)));

  beforeAll(async () => {
    postgres = await startPostgres();
    const options = {
      ...{ service: 'storage', url: postgres.url, connectTimeoutMs: 1_000, statementTimeoutMs: 2_000 },
      ...{ migrations: [], entities: [], migrateOnStart: true, poolSize: 8 },
    };
    await runMigrations(options);
    source = await ServiceDataSource.over(
      new ServicePool(runtimeConnection(options), 8),
      'storage',
      postgres.url,
      {},
    );
    store = new IdempotencyStore(source, { ...idempotencyDefaults, leaseMs });
  });
  beforeEach(() => source.query('DELETE FROM idempotency_keys'));
  afterAll(async () => {
    await source.destroy();
    await postgres.close();
  });

  it('by eight at once, one gets it and seven see it running', async () => {
    expect(outcomes(await claimAtOnce())).toEqual(['claimed', ...Array<string>(7).fill('running')]);
  });

  it('and its holder crashed, it is kept for the lease and then taken over by one of eight', async () => {
    await store.claim(request);
    expect(outcomes(await claimAtOnce())).toEqual(Array<string>(8).fill('running'));
    await delay(leaseMs);
    expect(outcomes(await claimAtOnce())).toEqual(['claimed', ...Array<string>(7).fill('running')]);
  });

  it('and its holder crashed, another request with its key is still refused', async () => {
    await store.claim(request);
    await delay(leaseMs);
    expect(await store.claim({ ...request, requestHash: 'other' })).toEqual({ outcome: 'reused' });
  });

  it('and taken over, the former holder can neither keep an answer nor release it', async () => {
    const former = claimOf(await store.claim(request));
    await delay(leaseMs);
    const present = claimOf(await store.claim(request));
    expect(await store.keep(former, { status: 500 })).toBe(false);
    await store.release(former);
    expect(await store.keep(present, answer)).toBe(true);
    expect(await store.claim(request)).toEqual({ outcome: 'answered', answer });
  });

  it('and answered, the answer outlives the lease, and a late release does not remove it', async () => {
    const claim = claimOf(await store.claim(request));
    await store.keep(claim, answer);
    await store.release(claim);
    await delay(leaseMs);
    expect(await store.claim(request)).toEqual({ outcome: 'answered', answer });
  });

  it('and its answer expired, the key is free for any request', async () => {
    await store.keep(claimOf(await store.claim(request)), answer);
    await source.query("UPDATE idempotency_keys SET expires_at = now() - interval '1 s'");
    expect(await store.claim({ ...request, requestHash: 'other' })).toMatchObject({ outcome: 'claimed' });
  });

  it('and many have expired, they are removed in bounded batches by several cleaners, however many they are, and the others stay', async () => {
    await store.claim(request);
    await source.query(`
      INSERT INTO idempotency_keys
      SELECT 'POST /old', 'ann', n::text, '', gen_random_uuid(), now(), NULL, now() - interval '1 s'
      FROM generate_series(1, 20700) AS n`);
    expect(await store.clean(100)).toBe(100);
    const removed = await Promise.all([1, 2].map(() => new IdempotencyCleaner(store).clean()));
    expect(removed.reduce((sum, one) => sum + one)).toBe(20_600);
    expect(await source.query('SELECT FROM idempotency_keys')).toHaveLength(1);
  });
});
