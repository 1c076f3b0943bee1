import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseHealth } from '@secureconnect/platform';
import { startPostgres, until } from '@secureconnect/testing';
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
/** What the other instance says of tokens that were revoked as long ago as the bar allows. */
async function verdictsAtTheBar(counts = async () => true): Promise<readonly (boolean | string)[]> {
  const verdicts: (boolean | string)[] = [];
  while (verdicts.length < 5) {
    const token = newToken();
    await here.revokeToken(token);
    if (!(await counts())) continue;
    await sleep(barMs);
    verdicts.push(await there.verdict(token));
  }
  return verdicts;
}

/** On a busy machine Redis may be late for the one that revokes, which then told it nothing in time. */
const isToldToRedis = async () =>
  Number(await scene.redis.command('GET', '{revocations}:head')) >= here.parts.feed.seq;

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

  it('that is led to a standby proves nothing by what it reads there, however far behind that is', async () => {
    const standby = await startPostgres({ standbyOf: scene.postgres });
    try {
      await withoutRedis();
      await standby.sql('SELECT pg_wal_replay_pause()');
      scene.toPostgres.lead(standby.url);
      scene.toPostgres.reset();
      const isDeaf = () => there.parts.feed.trouble === 'PostgreSQL is not heard';
      await until('it not to hear the primary', isDeaf, wait);
      expect(await verdictsAtTheBar()).not.toContain(false);
    } finally {
      scene.toPostgres.lead(scene.postgres.url);
      scene.toPostgres.reset();
      await standby.close();
    }
  }, 90_000);

  /** One whose memory is never believed, and which reads the record for whoever asks alone. */
  async function doubter(): Promise<RevocationInstance> {
    const one = await scene.begin(undefined, { revocations: { informedMs: -1, headCheckMs: 600_000 } });
    const { feed } = one.parts;
    await until('it to hear', () => feed.isWhole && feed.trouble === 'PostgreSQL is heard late', wait);
    return one;
  }

  it.each([
    ['for all', 'after', true],
    ['for one token, since memory is full,', 'isRevoked', false],
  ] as const)(
    'that asks the record %s heeds what it hears before the answer',
    async (_how, question, isComplete) => {
      await withoutRedis();
      const one = await doubter();
      const { record, mirror } = one.parts;
      if (!isComplete) jest.spyOn(mirror, 'isComplete', 'get').mockReturnValue(false);
      const ask = record[question].bind(record) as (...asked: unknown[]) => Promise<never>;
      const token = newToken();
      jest.spyOn(record, question).mockImplementationOnce(async (...asked: unknown[]) => {
        const answer = await ask(...asked);
        await here.revokeToken(token);
        await until('it to be heard', () => one.store.isKnownRevoked(token), wait);
        return answer;
      });
      expect(await one.verdict(token)).not.toBe(false);
    },
    60_000,
  );

  it('that many ask about at once reads the record once for all of them, and knows what nobody told', async () => {
    await withoutRedis();
    const one = await doubter();
    const untold = await here.recordOnly();
    const [readings, questions] = [
      jest.spyOn(one.parts.record, 'after'),
      jest.spyOn(one.parts.record, 'isRevoked'),
    ];
    const tokens = [untold, ...Array.from({ length: 500 }, () => newToken())];
    const verdicts = await Promise.all(tokens.map((token) => one.verdict(token)));
    expect(verdicts.filter((verdict) => verdict === true)).toEqual([true]);
    expect(verdicts[0]).toBe(true);
    expect(readings.mock.calls.length).toBeLessThan(100);
    expect(questions).not.toHaveBeenCalled();
  }, 60_000);

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
    expect(await verdictsAtTheBar(isToldToRedis)).not.toContain(false);
    await there.accepts(newToken());
    expect(there.parts.checks.counts.redis).toBeGreaterThan(redis);
    await until('it to be told', () => there.parts.feed.trouble === 'PostgreSQL is heard late', wait);
    expect(await there.report()).toMatchObject({
      status: 'degraded',
      last_error: 'PostgreSQL is heard late',
    });
    await scene.toPostgres.heal();
    await there.isCurrent();
    expect(await there.report()).toMatchObject({ status: 'up' });
  }, 60_000);

  it('sockets are told what Redis tells in time, whoever else PostgreSQL lets in', async () => {
    scene.toPostgres.delay(300);
    const isTold = () => !there.parts.feed.isCurrent && there.store.isInformed();
    const isToldStill = () => isTold() && (there.app.get(DatabaseHealth).answered(), isTold());
    await until('Redis alone to tell it, and go on', isToldStill, wait);
  }, 60_000);
});
