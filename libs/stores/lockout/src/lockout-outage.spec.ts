import { classifyDatabaseError } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { LockoutModel } from './lockout-model.contract';
import { type LockoutInstance, LockoutScene, someone } from './lockout-scene.contract';

/** So that no sum of steps comes close to a limit from below: the clock goes on while the test runs. */
const stepMinutes = 7.51;

/** Numbers that look random and come again with the same seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

describe('attempts and locks', () => {
  const attempt = { account: someone(), address: '203.0.113.7' };
  let scene: LockoutScene;
  let one: LockoutInstance;
  let other: LockoutInstance;
  let impatient: LockoutInstance;
  const refusal = (work: Promise<unknown>) => work.then(() => 'none', classifyDatabaseError);

  beforeAll(async () => {
    scene = await LockoutScene.start();
    one = await scene.instance();
    other = await scene.instance();
    impatient = await scene.instance({ answerWithinMs: 400 });
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty());

  it('answer as the rules say, whatever is done in whatever order', async () => {
    const seed = Date.now() % 1_000_000;
    const roll = dice(seed);
    const [accounts, addresses] = [
      [someone(), someone()],
      ['203.0.113.1', '203.0.113.2', '2001:db8::1'],
    ];
    const model = new LockoutModel();
    for (let step = 0; step < 600; step += 1) {
      const instance = roll(2) ? one : other;
      const [account, address] = [accounts[roll(2)] as string, addresses[roll(3)] as string];
      const tried = { account, address, ...(roll(4) === 0 && { knownDevice: 'hers' }) };
      const chance = roll(100);
      let [said, expected]: unknown[] = [];
      if (chance < 75) [said, expected] = [await instance.guess(tried), model.guess(tried)];
      else if (chance < 80) [said, expected] = [await instance.login(tried), model.login(tried)];
      else if (chance < 82)
        [said, expected] = [await instance.lockout.unlock(account), model.unlock(account)];
      else {
        const minutes = stepMinutes * (1 + roll(3) * roll(20));
        await scene.later(minutes);
        model.later(minutes);
        const lock = await instance.lockout.lockOf(account);
        [said, expected] = [lock !== undefined, model.isLocked(account)];
      }
      expect({ seed, step, chance, tried, said }).toEqual({ seed, step, chance, tried, said: expected });
    }
  });

  it('when PostgreSQL freezes, are refused within their deadline, and nothing of it counts on waking', async () => {
    await Promise.all(Array.from({ length: 6 }, () => impatient.login(attempt)));
    scene.postgres.freeze();
    try {
      const refusals = Array.from({ length: 6 }, () => refusal(impatient.guess(attempt)));
      expect(await Promise.all(refusals)).toEqual(Array(6).fill('timeout'));
    } finally {
      scene.postgres.thaw();
    }
    const busy = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()`;
    await until('it to have done what it was asked', async () => (await scene.rows(busy)).length === 0);
    expect(await scene.rows('SELECT FROM auth.login_attempts')).toEqual([]);
    await until(
      'an attempt again',
      async () => (await impatient.login(attempt).catch(() => 'no')) === undefined,
    );
  });

  it('when PostgreSQL dies, are refused, and every lock and every failure is there when it is back', async () => {
    const tried = { ...attempt, account: someone() };
    for (let times = 0; times < 5; times += 1) await one.guess(attempt);
    for (let times = 0; times < 3; times += 1) await other.guess(tried);
    const verdict = await one.lockout.begin(tried);
    const lock = await one.lockout.lockOf(attempt.account);
    await scene.postgres.kill();
    const asked = [one.guess(attempt), other.login(tried), one.lockout.lockOf(attempt.account)];
    const ended = [verdict.allowed && one.lockout.fail(verdict.id), other.lockout.unlock(attempt.account)];
    const refusals = await Promise.all([...asked, ...ended].map((work) => refusal(Promise.resolve(work))));
    expect(refusals).toEqual(Array(5).fill('unavailable'));
    await scene.postgres.start();
    expect(await until('an answer', () => one.lockout.lockOf(attempt.account))).toEqual(lock);
    expect(await other.login(attempt)).toBe('account');
    // The verifier was refused as well: what it began counts once it is overdue.
    await scene.later(1);
    expect(await other.guess(tried)).toBeUndefined();
    expect(await one.guess(tried)).toBe('account');
  });
});
