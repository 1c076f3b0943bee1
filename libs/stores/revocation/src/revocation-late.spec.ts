import { setTimeout as sleep } from 'node:timers/promises';
import { HealthRegistry } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { newToken, type RevocationInstance, RevocationScene } from './revocation-scene.contract';

const wait = { timeout: 20_000 };
/** What was revoked longer ago than this may be accepted nowhere. */
const barMs = 250;
let scene: RevocationScene;
let here: RevocationInstance;
/** Its road to PostgreSQL can be made longer. */
let there: RevocationInstance;

beforeAll(async () => {
  scene = await RevocationScene.start();
  here = await scene.instance();
  there = await scene.cuttable();
}, 60_000);
afterEach(async () => {
  await scene.toPostgres.heal();
  await scene.redis.start();
  for (const instance of [here, there]) {
    await instance.isCurrent();
    await instance.isNormal();
  }
});
afterAll(() => scene.close());

const withoutRedis = async () => {
  await scene.redis.kill();
  await until('Redis to be missed', () => [here, there].every(({ health }) => !health.isAvailable), wait);
};
const health = () =>
  there.app
    .get(HealthRegistry)
    .components.find(({ name }) => name === 'revocations')
    ?.check();

/** What the other instance says of tokens that were revoked as long ago as the bar allows. */
async function verdictsAtTheBar(): Promise<readonly (boolean | string)[]> {
  const verdicts: (boolean | string)[] = [];
  for (let nth = 0; nth < 5; nth += 1) {
    const token = newToken();
    await here.revokeToken(token);
    await sleep(barMs);
    verdicts.push(await there.verdict(token));
  }
  return verdicts;
}

describe('while Redis is away, an instance', () => {
  it('that hears PostgreSQL late accepts nothing by what it remembers, and asks', async () => {
    await withoutRedis();
    scene.toPostgres.delay(300);
    const { postgres } = there.parts.checks.counts;
    expect(await verdictsAtTheBar()).not.toContain(false);
    await there.accepts(newToken());
    expect(there.parts.checks.counts.postgres).toBeGreaterThan(postgres);
    expect(there.store.isInformed()).toBe(false);
  }, 60_000);

  it.each([
    ['hears PostgreSQL no more', () => scene.toPostgres.blackhole()],
    ['is heard by PostgreSQL and not answered', () => scene.toPostgres.halfOpen('replies')],
  ])(
    'that %s and has not noticed yet accepts nothing',
    async (_, ill) => {
      await withoutRedis();
      ill();
      expect(await verdictsAtTheBar()).not.toContain(false);
      await scene.toPostgres.heal();
      await there.accepts(newToken());
    },
    60_000,
  );

  it('that hears PostgreSQL in time believes its memory', async () => {
    await withoutRedis();
    const { counts } = there.parts.checks;
    const byMemory = async () => {
      const { memory } = counts;
      for (let nth = 1; nth <= 5; nth += 1) {
        await sleep(barMs);
        await there.accepts(newToken());
        if (counts.memory !== memory + nth) return false;
      }
      return true;
    };
    await until('memory alone to answer for more than a second', byMemory, wait);
  }, 60_000);
});

describe('while PostgreSQL is heard late', () => {
  it('Redis proves what is valid, what was revoked is refused, and health tells it until it is over', async () => {
    scene.toPostgres.delay(300);
    const { redis } = there.parts.checks.counts;
    expect(await verdictsAtTheBar()).not.toContain(false);
    await there.accepts(newToken());
    expect(there.parts.checks.counts.redis).toBeGreaterThan(redis);
    await until('it to be told', () => there.parts.feed.trouble === 'PostgreSQL is heard late', wait);
    expect(await health()).toMatchObject({ status: 'degraded', last_error: 'PostgreSQL is heard late' });
    await scene.toPostgres.heal();
    await there.isCurrent();
    expect(await health()).toMatchObject({ status: 'up' });
  }, 60_000);
});
