import { until } from '@secureconnect/testing';
import { type AttemptRef, type ClaimedJob } from './job-row';
import { newJob, type TableInstance, TableScene } from './table-scene.contract';

describe('when the attempt of a job is over', () => {
  let scene: TableScene;
  let here: TableInstance;
  let there: TableInstance;

  beforeAll(async () => {
    scene = await TableScene.start();
    here = await scene.instance();
    there = await scene.instance();
  });
  beforeEach(() => scene.empty());
  afterAll(() => scene.close());

  const claimOne = async (instance = here): Promise<ClaimedJob> => {
    await here.table.insert([newJob('mail', { payload: '{"to":"ada"}' })]);
    return (await instance.claim('mail'))[0] as ClaimedJob;
  };

  it('it is gone where it ended well', async () => {
    const job = await claimOne();
    expect(await here.reports.find(job.id)).toMatchObject({ state: 'running', attempt: 1 });
    expect(await here.table.end([job])).toEqual([{ id: job.id, attempt: 1, worker: here.worker }]);
    expect(await here.reports.find(job.id)).toBeUndefined();
    expect(await here.table.end([job])).toEqual([]);
  });

  it('in a transaction that is rolled back it is not', async () => {
    const job = await claimOne();
    const ended = here.source.transaction(async (manager) => {
      expect(await here.table.end([job], manager)).toHaveLength(1);
      throw new Error('no');
    });
    await expect(ended).rejects.toThrow('no');
    expect(await here.reports.find(job.id)).toMatchObject({ state: 'running' });
  });

  it.each<[string, (stale: AttemptRef) => Promise<unknown>]>([
    ['end', (ref) => here.table.end([ref])],
    ['be tried again', (ref) => here.table.retry([{ ref, delayMs: 60_000, error: 'late' }])],
    ['be buried', (ref) => here.table.bury([{ ref, reason: 'failed', error: 'late' }])],
    ['be given back', (ref) => here.table.giveBack([ref])],
    ['tell how far it is', (ref) => here.table.progress(ref, 'late')],
  ])('it cannot %s by who was given up for dead meanwhile', async (_, act) => {
    const stale = await claimOne();
    await there.workers.giveUp(here.worker, []);
    await here.workers.beat(here.worker, 'here');
    const [now] = await there.claim('mail');
    await act(stale);
    // The same worker, an attempt ago, is no better.
    await act({ ...stale, worker: there.worker });
    expect(await scene.rows('SELECT id, worker, attempt, progress FROM chat.jobs')).toEqual([
      { id: now?.id, worker: there.worker, attempt: 2, progress: null },
    ]);
    expect(await scene.rows('SELECT FROM chat.dead_jobs')).toEqual([]);
  });

  it('it comes again when it is due, with what went wrong', async () => {
    const job = await claimOne();
    await here.table.retry([{ ref: job, delayMs: 60_000, error: 'no \u0000 answer' }]);
    expect(await here.reports.find(job.id)).toMatchObject({ state: 'delayed', lastError: 'no \\0 answer' });
    expect(await here.table.nextDueMs()).toBeGreaterThan(30_000);
    expect(await here.table.promote(10)).toEqual([]);
    await scene.rows('UPDATE chat.jobs SET look_at = now()');
    expect(await here.table.nextDueMs()).toBe(0);
    expect(await there.table.promote(10)).toEqual(['mail']);
    expect(await there.claim('mail')).toMatchObject([{ id: job.id, attempt: 2, key: job.key }]);
    expect(await here.table.nextDueMs()).toBeUndefined();
  });

  it('it is ready again where it is given back, and the attempt does not count', async () => {
    const job = await claimOne();
    await here.table.progress(job, { done: 3 });
    expect(await here.reports.find(job.id)).toMatchObject({ progress: { done: 3 } });
    await here.table.giveBack([job]);
    expect(await there.claim('mail')).toMatchObject([{ id: job.id, attempt: 1, worker: there.worker }]);
  });

  it('it is gone, and not tried again, where its end was wanted', async () => {
    for (const act of [
      (ref: AttemptRef) => here.table.retry([{ ref, delayMs: 0, error: 'no' }]),
      (ref: AttemptRef) => here.table.giveBack([ref]),
    ]) {
      const job = await claimOne();
      expect(await there.jobs.cancel(job.id)).toBe('cancelling');
      await act(job);
      expect(await there.jobs.cancel(job.id)).toBe('absent');
    }
  });

  it('whoever runs it is told that its end is wanted', async () => {
    const heard = await here.listen();
    const job = await claimOne();
    await there.jobs.cancel(job.id);
    expect(await here.table.cancelled(here.worker)).toEqual([job.id]);
    expect(await here.table.cancelled(there.worker)).toEqual([]);
    expect(await there.jobs.cancel('no id')).toBe('absent');
    await here.table.end([job]);
    await until('the news', () => heard.includes('!cancel'));
  });

  it('a job that is cancelled while it is claimed never runs unnoticed', async () => {
    for (let round = 0; round < 20; round += 1) {
      const job = newJob('mail');
      await here.table.insert([job]);
      const [claimed, outcome] = await Promise.all([here.claim('mail'), there.jobs.cancel(job.id)]);
      expect(outcome).toBe(claimed.length > 0 ? 'cancelling' : 'cancelled');
      await here.table.end(claimed);
    }
  });

  it('all is counted by queue and state', async () => {
    await here.table.insert([
      newJob('mail'),
      newJob('mail'),
      newJob('mail', { delayMs: 60_000 }),
      newJob('push'),
    ]);
    const [claimed] = await here.claim('push');
    await here.table.bury([{ ref: claimed as ClaimedJob, reason: 'failed', error: 'no' }]);
    await here.claim('mail', 1);
    await scene.rows(
      "UPDATE chat.jobs SET due_at = now() - interval '1 hour' WHERE worker IS NULL AND ready",
    );
    const { queues, isCurrent } = await there.jobs.getStats();
    expect(isCurrent).toBe(true);
    expect(queues).toMatchObject([
      { name: 'mail', waiting: 1, delayed: 1, running: 1, dead: 0 },
      { name: 'push', waiting: 0, delayed: 0, running: 0, dead: 1, oldestWaitingMs: 0 },
    ]);
    expect(queues[0]?.oldestWaitingMs).toBeGreaterThanOrEqual(3_600_000);
  });

  it("are the worker's whose attempt it is, also where another one's has the same number", async () => {
    const job = newJob('mail');
    await here.table.insert([job]);
    const before = await here.claim('mail');
    await here.table.giveBack(before);
    const now = await there.claim('mail');
    expect(now.map(({ attempt }) => attempt)).toEqual(before.map(({ attempt }) => attempt));
    expect(await here.table.end(before)).toEqual([]);
    expect(await there.table.end(now)).toHaveLength(1);
  });
});
