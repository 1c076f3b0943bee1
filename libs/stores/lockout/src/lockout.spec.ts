import { until } from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { defaultLockoutRules } from './lockout.options';
import { lockoutContract } from './lockout.contract';
import { atOnce, keyOf, type LockoutInstance, LockoutScene, someone } from './lockout-scene.contract';

interface Plan {
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
}

describe('attempts and locks, on two instances', () => {
  const address = '203.0.113.7';
  let scene: LockoutScene;
  let one: LockoutInstance;
  let other: LockoutInstance;
  const each = (at: number) => (at % 2 ? one : other);

  beforeAll(async () => {
    scene = await LockoutScene.start();
    one = await scene.instance();
    other = await scene.instance();
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty());

  lockoutContract(
    () => scene,
    () => [one, other],
  );

  /** Holds up between counting and being counted as many as get there, so that they are really at once. */
  async function inOneRush<T>(begin: () => Promise<T>): Promise<T> {
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%begin_counted_attempt%'`;
    const holding = one.transactions.run(async ({ manager }) => {
      await manager.query('LOCK TABLE login_attempts IN SHARE MODE');
      const begun = begin();
      await until('a rush', async () => (await scene.rows(waiting)).length >= 12);
      return { begun };
    });
    return (await holding).begun;
  }

  it('of 50 wrong guesses at once, five are verified', async () => {
    const account = someone();
    const answers = await inOneRush(() =>
      atOnce(50, (at) => each(at).guess({ account, address: `198.51.100.${at}` })),
    );
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(5);
    expect(answers.filter((answer) => answer === 'account')).toHaveLength(45);
  });

  it('12 right ones at once all get in, and so do 60 of one address', async () => {
    const account = someone();
    expect(await atOnce(12, (at) => each(at).login({ account, address }))).toEqual(Array(12).fill(undefined));
    const office = await atOnce(60, (at) => each(at).login({ account: someone(), address }));
    expect(office).toEqual(Array(60).fill(undefined));
  });

  it('of 80 more wrong guesses at 80 accounts at once by an address that has failed 45 times, five are verified', async () => {
    for (let times = 0; times < 45; times += 1) await one.guess({ account: someone(), address });
    const answers = await inOneRush(() =>
      atOnce(80, (at) => each(at).guess({ account: someone(), address })),
    );
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(5);
    expect(answers.filter((answer) => answer === 'address')).toHaveLength(75);
  });

  it('who waits for others in vain is told to come back, and was never counted', async () => {
    const hurried = await scene.instance({ waitMs: 200 });
    const account = someone();
    const ids = [];
    for (let at = 0; at < 5; at += 1) {
      const verdict = await one.lockout.begin({ account, address });
      if (verdict.allowed) ids.push(verdict.id);
    }
    await expect(hurried.login({ account, address })).rejects.toMatchObject({ code: 'overloaded' });
    await Promise.all(ids.map((id) => one.lockout.withdraw(id)));
    expect(await scene.rows('SELECT FROM auth.login_attempts')).toEqual([]);
    expect(await hurried.login({ account, address })).toBeUndefined();
  });

  it('a lock holds through a change of the key that hashes names, and failures add up', async () => {
    const [locked, tried] = [someone(), someone()];
    for (let at = 0; at < 5; at += 1) await one.guess({ account: locked, address });
    for (let at = 0; at < 4; at += 1) await one.guess({ account: tried, address });
    const changed = await scene.instance({ keys: [keyOf('next'), keyOf('present')] });
    expect(await changed.login({ account: locked, address })).toBe('account');
    expect(await changed.lockout.lockOf(locked)).toMatchObject({ of: 'account' });
    expect(await changed.guess({ account: tried, address })).toBeUndefined();
    expect(await changed.login({ account: tried, address })).toBe('account');
    expect(await changed.lockout.unlock(locked)).toBe(true);
    expect(await other.login({ account: locked, address })).toBeUndefined();
  });

  it('nothing that was typed lies in the tables', async () => {
    await one.guess({ account: 'ada@example.org', address, knownDevice: 'her telephone' });
    for (let at = 0; at < 5; at += 1) await one.guess({ account: 'ada@example.org', address });
    const kept =
      await scene.rows(`SELECT encode(account_key, 'escape') AS a, encode(address_key, 'escape') AS b
      FROM auth.login_attempts UNION ALL SELECT encode(account_key, 'escape'), encode(part, 'escape') FROM auth.login_locks`);
    expect(JSON.stringify(kept)).not.toMatch(/ada|203\.0|telephone/);
  });

  describe('after a flood of 20,000 invented names', () => {
    const flood = `INSERT INTO auth.login_attempts (id, account_key, address_key, begun_at)
      SELECT gen_random_uuid(), sha256(n::text::bytea), sha256((n % 400)::text::bytea), clock_timestamp()
      FROM generate_series(1, 20000) AS n`;
    /** What one attempt reads, though the planner believes that the tables are empty. */
    async function pagesOfAttempt(): Promise<number> {
      const [key, rules] = [[Buffer.alloc(16)], JSON.stringify(defaultLockoutRules)];
      const [row] = await one.app.get(DataSource).query<{ 'QUERY PLAN': { Plan: Plan }[] }[]>(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
         SELECT begin_login_attempt(gen_random_uuid(), $1, $1, '{}', '{}', $2, 1e15)`,
        [key, rules],
      );
      const plan = (row as { 'QUERY PLAN': { Plan: Plan }[] })['QUERY PLAN'][0]?.Plan as Plan;
      return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
    }

    it('real locks hold, and an attempt reads no more than before', async () => {
      await scene.rows('ANALYZE auth.login_attempts');
      const account = someone();
      for (let at = 0; at < 5; at += 1) await one.guess({ account, address });
      const lock = await one.lockout.lockOf(account);
      await scene.rows(flood);
      expect(await other.lockout.lockOf(account)).toEqual(lock);
      expect(await other.login({ account, address })).toBe('account');
      expect(await pagesOfAttempt()).toBeLessThan(200);
      await scene.rows('ANALYZE auth.login_attempts');
      expect(await pagesOfAttempt()).toBeLessThan(200);
    });

    it('what is old is forgotten by any number of instances at once, and nothing that counts', async () => {
      await scene.rows(flood);
      await scene.later(20);
      const account = someone();
      for (let at = 0; at < 5; at += 1) await one.guess({ account, address });
      await one.allowances.take({ name: 'mail', most: 1, windowMs: 60_000 }, 'ada');
      while ((await atOnce(4, (at) => each(at).cleaner.clean())).some((removed) => removed > 0));
      expect(await scene.rows('SELECT FROM auth.login_attempts')).toHaveLength(5);
      expect(await one.login({ account, address })).toBe('account');
      await scene.later(3 * 24 * 60);
      await one.cleaner.clean();
      const left = `SELECT FROM auth.login_attempts UNION ALL SELECT FROM auth.login_locks UNION ALL SELECT FROM auth.allowance_uses`;
      expect(await scene.rows(left)).toEqual([]);
    });
  });

  describe('an allowance', () => {
    const mails = { name: 'mail', most: 3, windowMs: 60_000 };

    it('is given as often as it says, however many ask at once', async () => {
      const answers = await atOnce(20, (at) => each(at).allowances.take(mails, 'ada'));
      expect(answers.filter((answer) => answer === undefined)).toHaveLength(3);
      answers.forEach((answer) => expect(answer ?? 1).toBeGreaterThan(0));
      answers.forEach((answer) => expect(answer ?? 1).toBeLessThanOrEqual(60_000));
      expect(await one.allowances.take(mails, 'grace')).toBeUndefined();
      expect(await one.allowances.take({ ...mails, name: 'code' }, 'ada')).toBeUndefined();
    });

    it('comes back one by one as time passes, or all at once', async () => {
      await one.allowances.take(mails, 'ada');
      await scene.later(0.5);
      await one.allowances.take(mails, 'ada');
      await one.allowances.take(mails, 'ada');
      expect(await other.allowances.take(mails, 'ada')).toBeLessThanOrEqual(30_000);
      await scene.later(0.51);
      expect(await other.allowances.take(mails, 'ada')).toBeUndefined();
      expect(await other.allowances.take(mails, 'ada')).toBeDefined();
      await one.allowances.reset(mails, 'ada');
      expect(await other.allowances.take(mails, 'ada')).toBeUndefined();
    });

    it('taken in a transaction that fails has not been taken', async () => {
      const failing = one.transactions.run(async (within) => {
        await one.allowances.take({ ...mails, most: 1 }, 'ada', within);
        throw new Error('after all');
      });
      await expect(failing).rejects.toThrow('after all');
      expect(await one.allowances.take({ ...mails, most: 1 }, 'ada')).toBeUndefined();
    });
  });
});
