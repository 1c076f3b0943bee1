import { until } from '@secureconnect/testing';
import { type ClaimedJob, type NewJob } from './job-row';
import { newJob, type TableInstance, TableScene } from './table-scene.contract';

describe('jobs with one order key', () => {
  let scene: TableScene;
  let here: TableInstance;
  let there: TableInstance;
  const ordered = (more: Partial<NewJob> = {}) => newJob('mail', { orderKey: 'ada', ...more });
  const ids = (jobs: readonly { id: string }[]) => jobs.map(({ id }) => id);
  /** Does something while a transaction that has enqueued a job is open. */
  const insertMeanwhile = (job: NewJob, meanwhile: () => Promise<unknown>) =>
    here.source.transaction(async (manager) => {
      await here.table.insert([job], manager);
      await meanwhile();
    });

  beforeAll(async () => {
    scene = await TableScene.start();
    here = await scene.instance();
    there = await scene.instance();
  });
  beforeEach(() => scene.empty());
  afterAll(() => scene.close());

  it('run one at a time in the order in which they were accepted, beside those of others', async () => {
    const jobs = [ordered(), ordered(), ordered()];
    const others = [newJob('mail', { orderKey: 'bob' }), newJob('mail')];
    await here.table.insert([...jobs.slice(0, 2), ...others]);
    await there.table.insert(jobs.slice(2));
    const ran: string[] = [];
    expect(ids(await there.claim('mail', 1))).toEqual(ids(jobs.slice(0, 1)));
    expect(ids(await here.claim('mail'))).toEqual(ids(others));
    for (let last = await running(); last; last = await running()) {
      expect(await here.claim('mail')).toEqual([]);
      ran.push(last.id);
      await there.table.end([last]);
      await there.claim('mail');
    }
    expect(ran).toEqual(ids(jobs));
  });

  const running = async () => {
    const text = 'SELECT id, attempt, worker FROM chat.jobs WHERE worker = $1';
    return (await scene.rows<ClaimedJob>(text, [there.worker]))[0];
  };

  it('wait for one that failed and comes again, and not for one that is dead', async () => {
    const [first, second] = [ordered(), ordered()];
    await here.table.insert([first, second]);
    for (const delayMs of [0, 60_000]) {
      const [claimed] = (await here.claim('mail')) as [ClaimedJob];
      expect(claimed.id).toBe(first.id);
      await here.table.retry([{ ref: claimed, delayMs, error: 'no' }]);
    }
    expect(await there.claim('mail')).toEqual([]);
    await scene.rows('UPDATE chat.jobs SET look_at = now() WHERE id = $1', [first.id]);
    expect(await there.table.promote(10)).toEqual(['mail']);
    const [claimed] = (await there.claim('mail')) as [ClaimedJob];
    await there.table.bury([{ ref: claimed, reason: 'failed', error: 'never' }]);
    expect(ids(await here.claim('mail'))).toEqual([second.id]);
  });

  it('wait for one that is given back, and not for one that is cancelled', async () => {
    const jobs = [ordered(), ordered(), ordered()];
    await here.table.insert(jobs);
    await here.table.giveBack(await here.claim('mail'));
    expect(ids(await there.claim('mail'))).toEqual(ids(jobs.slice(0, 1)));
    expect(await here.jobs.cancel(jobs[1]?.id ?? '')).toBe('cancelled');
    await there.table.end(
      await scene.rows('SELECT id, attempt, worker FROM chat.jobs WHERE worker IS NOT NULL'),
    );
    expect(ids(await here.claim('mail'))).toEqual(ids(jobs.slice(2)));
  });

  it('run one at a time though each was the first when two were accepted at the same moment', async () => {
    const [earlier, later] = [ordered(), ordered()];
    await insertMeanwhile(earlier, async () => {
      await there.table.insert([later]);
      expect(ids(await there.claim('mail'))).toEqual([later.id]);
    });
    expect(await here.claim('mail')).toEqual([]);
    await there.table.end([{ id: later.id, attempt: 1, worker: there.worker }]);
    expect(ids(await here.claim('mail'))).toEqual([earlier.id]);
  });

  it('keep their order though each was the first when two were accepted at the same moment', async () => {
    const [earlier, later] = [ordered(), ordered()];
    await insertMeanwhile(earlier, () => there.table.insert([later]));
    expect(ids(await here.claim('mail'))).toEqual([earlier.id]);
    expect(await there.claim('mail')).toEqual([]);
  });

  it('go to one worker of two that claim at the same moment', async () => {
    const [earlier, later] = [ordered(), ordered()];
    await insertMeanwhile(earlier, () => there.table.insert([later]));
    const take = 'UPDATE jobs SET worker = $2, attempt = 1, lane = order_key WHERE id = $1';
    let other: Promise<ClaimedJob[]> | undefined;
    await there.source.transaction(async (manager) => {
      await there.database.rows({ text: take, values: [later.id, there.worker] }, manager);
      other = here.claim('mail');
      const waits = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
      await until('the other to wait', async () => (await scene.rows(waits)).length > 0);
    });
    expect(await other).toEqual([]);
  });

  it('are not forgotten where one is accepted while the one before it ends', async () => {
    const [first, second] = [ordered(), ordered()];
    await there.table.insert([first]);
    const claimed = await there.claim('mail');
    await insertMeanwhile(second, () => there.table.end(claimed));
    expect(await there.claim('mail')).toEqual([]);
    expect(await there.table.nextDueMs()).toBeGreaterThanOrEqual(0);
    await until('it to be found', async () => (await there.table.promote(10)).includes('mail'));
    expect(ids(await there.claim('mail'))).toEqual([second.id]);
  });

  it('are made ready when their time has come and not before, whoever ends', async () => {
    const [first, second] = [ordered(), ordered({ delayMs: 60_000 })];
    await here.table.insert([first, second]);
    await there.table.end(await there.claim('mail'));
    expect(await there.claim('mail')).toEqual([]);
    expect(await there.table.nextDueMs()).toBeGreaterThan(0);
  });

  it('are found soon where all before them are gone at the same moment, however long they have waited', async () => {
    const jobs = [ordered({ delayMs: 60_000 }), ordered(), ordered(), ordered()];
    await here.table.insert(jobs);
    const aged = "UPDATE chat.jobs SET created_at = now() - interval '6 h', look_at = now() + interval '6 h'";
    await scene.rows(aged);
    const remove = (id: string) => here.jobs.cancel(id);
    await here.source.transaction(async (manager) => {
      // Held open, so that none of the others sees it gone.
      const text = 'DELETE FROM jobs WHERE id = $1';
      await here.database.rows({ text, values: [jobs[0]?.id] }, manager);
      await Promise.all(jobs.slice(1, 3).map(({ id }) => remove(id)));
    });
    expect(await there.claim('mail')).toEqual([]);
    expect(await there.table.nextDueMs()).toBeLessThanOrEqual(1_000);
    await until('it to be found', async () => (await there.table.promote(10)).includes('mail'));
    expect(ids(await there.claim('mail'))).toEqual(ids(jobs.slice(3)));
  });

  it('are looked at as soon as the transaction is committed during which the one before ended', async () => {
    const [first, second] = [ordered(), ordered()];
    await there.table.insert([first]);
    const claimed = await there.claim('mail');
    const heard = await there.listen();
    await insertMeanwhile(second, () => there.table.end(claimed));
    await until('the news', () => heard.includes('!look'));
    expect(await there.table.promote(10)).toEqual(['mail']);
    expect(ids(await there.claim('mail'))).toEqual([second.id]);
  });

  it('are looked at ever more seldom while they wait, the next of them once a minute', async () => {
    await here.table.insert(Array.from({ length: 50 }, () => ordered()));
    await scene.rows(
      "UPDATE chat.jobs SET look_at = now(), created_at = now() - interval '1 hour' WHERE NOT ready",
    );
    expect(await here.table.promote(100)).toEqual([]);
    const within = (minutes: number) =>
      scene.rows(`SELECT FROM chat.jobs WHERE NOT ready AND look_at < now() + interval '${minutes} minutes'`);
    expect(await within(1)).toHaveLength(1);
    expect(await within(50)).toHaveLength(1);
    expect(await scene.rows('SELECT FROM chat.jobs WHERE look_at IS NULL')).toHaveLength(1);
  });
});
