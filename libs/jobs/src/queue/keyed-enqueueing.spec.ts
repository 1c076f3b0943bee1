import { setTimeout as rest } from 'node:timers/promises';
import { until } from '@secureconnect/testing';
import { IsString } from 'class-validator';
import { type QueryRunner } from 'typeorm';
import { defineJob } from '../definition/define-job';
import { type TableInstance, TableScene } from '../table/table-scene.contract';
import { EnqueueDeadlineError } from './enqueue-deadline.error';
import { type EnqueueOptions } from './enqueue.options';

class Mail {
  @IsString() to: string;
}
const mail = defineJob({ name: 'mail', payload: Mail });
const deadlineMs = 600;
const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'accepted',
    (error: unknown) => error,
  );
/** Long after the deadline, and before anything else that bounds a statement. */
const inTime = (refused: Promise<unknown>): Promise<unknown> => Promise.race([refused, rest(3_500, 'late')]);

describe('when jobs with keys are enqueued', () => {
  let scene: TableScene;
  let here: TableInstance;
  const held: QueryRunner[] = [];
  const enqueue = (to: string, options: EnqueueOptions = {}) => here.jobs.enqueue(mail, { to }, options);
  const names = async (): Promise<string[]> => {
    const rows = await scene.rows<{ name: string }>(
      "SELECT payload::json->>'to' AS name FROM chat.jobs ORDER BY seq",
    );
    return rows.map(({ name }) => name);
  };
  const begin = async (isolation?: 'REPEATABLE READ'): Promise<QueryRunner> => {
    const runner = here.source.createQueryRunner();
    held.push(runner);
    await runner.startTransaction(isolation);
    return runner;
  };

  beforeAll(async () => {
    scene = await TableScene.start();
    here = await scene.instance();
  });
  beforeEach(() => scene.empty());
  afterEach(async () => {
    scene.postgres.thaw();
    for (const runner of held.splice(0)) {
      // One whose connection was cut has nothing to take back.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      await runner.release();
    }
  });
  afterAll(() => scene.close());

  it('thousands of one moment travel in few statements, and all are accepted', async () => {
    const query = jest.spyOn(here.database, 'rows');
    const jobs = here.jobsWithin(20_000);
    const all = Array.from({ length: 3_000 }, (_, at) =>
      jobs.enqueue(mail, { to: `${at}` }, at % 2 ? { uniqueKey: `${at}` } : { idempotencyKey: `${at}` }),
    );
    expect((await Promise.all(all)).every(({ isNew }) => isNew)).toBe(true);
    expect(query.mock.calls.length).toBeLessThan(12);
    query.mockRestore();
    expect(await names()).toHaveLength(3_000);
  });

  it('hundreds of one key are one, in few statements', async () => {
    const query = jest.spyOn(here.database, 'rows');
    const all = await Promise.all(Array.from({ length: 500 }, () => enqueue('x', { uniqueKey: 'k' })));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(query.mock.calls.length).toBeLessThan(5);
    query.mockRestore();
  });

  it('of one idempotency key with two payloads the second is refused, at the same moment too', async () => {
    const [one, other] = ['a', 'b'].map((to) => refusal(enqueue(to, { idempotencyKey: 'k' })));
    expect(await one).toBe('accepted');
    expect(await other).toMatchObject({ code: 'job_key_reused' });
  });

  it('those of one order key keep the order of the calls, whatever other keys they have', async () => {
    const options = (at: number): EnqueueOptions => ({
      orderKey: 'ada',
      ...(at % 3 === 0 && { idempotencyKey: `i${at}` }),
      ...(at % 5 === 0 && { uniqueKey: `u${at}` }),
    });
    const called = Array.from({ length: 40 }, (_, at) => `${at}`);
    await Promise.all(called.map((to, at) => enqueue(to, options(at))));
    expect(await names()).toEqual(called);
  });

  it('a key that an open transaction holds holds up nobody else, and is refused for good in time', async () => {
    const runner = await begin();
    await enqueue('theirs', { uniqueKey: 'k', within: runner.manager });
    const late = refusal(enqueue('mine', { uniqueKey: 'k' }));
    const others = Array.from({ length: 50 }, (_, at) => enqueue(`${at}`, { uniqueKey: `${at}` }));
    await Promise.all(others);
    expect(await late).toBeInstanceOf(EnqueueDeadlineError);
    await runner.rollbackTransaction();
    await enqueue('after', { uniqueKey: 'after' });
    expect(await names()).toHaveLength(51);
    expect(await names()).not.toContain('mine');
  });

  it('keys that an open transaction holds are not asked for together with others, however many want them', async () => {
    const runner = await begin();
    const keys = Array.from({ length: 10 }, (_, at) => `k${at}`);
    for (const key of keys) await enqueue('theirs', { uniqueKey: key, within: runner.manager });
    const jobs = here.jobsWithin(20_000);
    const insert = jest.spyOn(here.table.keyed, 'insert');
    const asked = () => insert.mock.calls.map(([each]) => each.map(({ payload }) => payload));
    const alone = () => asked().filter(({ length }) => length === 1).length;
    const want = () => keys.map((key) => jobs.enqueue(mail, { to: 'mine' }, { uniqueKey: key }));
    const wanted = want();
    await until('each to be tried alone', () => alone() >= 2 * keys.length);
    insert.mockClear();
    for (let round = 0; round < 5; round += 1) {
      wanted.push(...want());
      await jobs.enqueue(mail, { to: 'other' }, { uniqueKey: `other ${round}` });
    }
    expect(asked().filter(({ length }) => length > 1)).toEqual([]);
    insert.mockRestore();
    await runner.commitTransaction();
    expect((await Promise.all(wanted)).filter(({ isNew }) => isNew)).toEqual([]);
    expect(await names()).toHaveLength(15);
  });

  it('a key that an open transaction holds is that one, once it is committed', async () => {
    const runner = await begin();
    const jobs = here.jobsWithin(20_000);
    const theirs = await enqueue('theirs', { uniqueKey: 'k', within: runner.manager });
    const mine = jobs.enqueue(mail, { to: 'mine' }, { uniqueKey: 'k' });
    await jobs.enqueue(mail, { to: 'other' }, { uniqueKey: 'other' });
    await runner.commitTransaction();
    expect(await mine).toEqual({ id: theirs.id, isNew: false });
  });

  it('those of one order key keep their order also where an open transaction holds a key of the first', async () => {
    const runner = await begin();
    const jobs = here.jobsWithin(20_000);
    await enqueue('theirs', { uniqueKey: 'k', within: runner.manager });
    const called = ['first', 'second', 'third'].map((to, at) =>
      jobs.enqueue(mail, { to }, { orderKey: 'ada', ...(at === 0 && { uniqueKey: 'k' }) }),
    );
    await rest(100);
    await runner.rollbackTransaction();
    await Promise.all(called);
    expect(await names()).toEqual(['first', 'second', 'third']);
  });

  it('within a transaction a held key is refused in time, and the transaction goes on as it was', async () => {
    const [theirs, mine] = [await begin(), await begin()];
    const jobs = here.jobsWithin(deadlineMs);
    await enqueue('theirs', { uniqueKey: 'k', within: theirs.manager });
    const before: unknown = await mine.query('SHOW lock_timeout');
    await enqueue('first', { uniqueKey: 'first', within: mine.manager });
    const options = { uniqueKey: 'k', within: mine.manager };
    const refused = inTime(refusal(jobs.enqueue(mail, { to: 'mine' }, options)));
    expect(await refused).toBeInstanceOf(EnqueueDeadlineError);
    expect(await mine.query('SHOW lock_timeout')).toEqual(before);
    await mine.commitTransaction();
    expect(await names()).toEqual(['first']);
  });

  it.each([['plain', {}] as const, ['keyed', { uniqueKey: 'k' }] as const])(
    'within a transaction of a frozen PostgreSQL a %s one is refused, and never there',
    async (_, options) => {
      const runner = await begin();
      scene.postgres.freeze();
      const jobs = here.jobsWithin(deadlineMs);
      const asked = jobs.enqueue(mail, { to: 'x' }, { ...options, within: runner.manager });
      const refused = await inTime(refusal(asked));
      expect(refused).toBeInstanceOf(EnqueueDeadlineError);
      scene.postgres.thaw();
      await expect(runner.commitTransaction()).rejects.toThrow();
      expect(await names()).toEqual([]);
    },
  );

  it('within a transaction that cannot see who has the key it is said so', async () => {
    const runner = await begin('REPEATABLE READ');
    await runner.query('SELECT 1 FROM jobs');
    await enqueue('theirs', { uniqueKey: 'k' });
    const refused = await refusal(enqueue('mine', { uniqueKey: 'k', within: runner.manager }));
    expect(refused).toMatchObject({ name: 'JobKeyHiddenError', code: 'conflict' });
  });

  it('while all connections are taken PostgreSQL is not said to have been asked', async () => {
    await enqueue('before', { uniqueKey: 'before' });
    for (let taken = 0; taken < 8; taken += 1) await begin();
    const jobs = here.jobsWithin(deadlineMs);
    const refused = [{}, { uniqueKey: 'k' }].map((each) => refusal(jobs.enqueue(mail, { to: 'x' }, each)));
    for (const each of refused) expect(await each).toBeInstanceOf(EnqueueDeadlineError);
    await Promise.all(
      held.splice(0).map((runner) => runner.rollbackTransaction().then(() => runner.release())),
    );
    await until('it to take jobs', () => enqueue('after', { uniqueKey: 'after' }));
    expect(await names()).toEqual(['before', 'after']);
  });

  it('more than may wait are refused at once, as those without keys are', async () => {
    const jobs = here.jobsWithin(3_000);
    await jobs.enqueue(mail, { to: 'before' });
    scene.postgres.freeze();
    const settled: number[] = [];
    const text = 'x'.repeat(250_000);
    const all = Array.from({ length: 160 }, (_, at) =>
      refusal(jobs.enqueue(mail, { to: text }, { idempotencyKey: `${at}` })).then(() => settled.push(at)),
    );
    await Promise.all(all);
    expect(settled[0]).toBeGreaterThan(100);
  });
});
