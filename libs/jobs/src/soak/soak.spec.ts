import { runSoak } from './run-soak.contract';

/** `npm run chaos -- jobs` is the long form. */
const short = { jobs: 1_500, spanMs: 9_000 };

describe('jobs, while workers, PostgreSQL and Redis fail', () => {
  const seed = Number(process.env['SOAK_SEED'] ?? Math.floor(Math.random() * 1e9));

  it(`are neither lost nor doubled, and keep their order (SOAK_SEED=${seed})`, async () => {
    const { broken, accepted } = await runSoak(seed, short);
    expect(broken).toEqual([]);
    expect(accepted).toBeGreaterThan(1_000);
  }, 120_000);
});
