import { until } from '@secureconnect/testing';
import { newJob, type TableInstance, TableScene } from './table-scene.contract';

describe('when workers of two instances claim', () => {
  let scene: TableScene;
  let [here, there]: TableInstance[] = [];
  const both = () => [here, there] as [TableInstance, TableInstance];

  beforeAll(async () => {
    scene = await TableScene.start();
    here = await scene.instance();
    there = await scene.instance();
  });
  beforeEach(() => scene.empty());
  afterAll(() => scene.close());

  it('each job goes to one of them, and all are given out', async () => {
    const jobs = Array.from({ length: 500 }, () => newJob('mail'));
    await both()[0].table.insert(jobs);
    const claimed: string[] = [];
    const claimAll = async (instance: TableInstance): Promise<void> => {
      for (;;) {
        const batch = await instance.claim('mail', 7);
        if (batch.length === 0) return;
        claimed.push(...batch.map(({ id }) => id));
      }
    };
    await Promise.all([...both(), ...both()].map(claimAll));
    expect(claimed).toHaveLength(500);
    expect(new Set(claimed)).toEqual(new Set(jobs.map(({ id }) => id)));
  });

  it('the more urgent come first, and those of one urgency in the order in which they were accepted', async () => {
    const [one] = both();
    const jobs = [3, 0, -5, 0, 3].map((priority) => newJob('mail', { priority }));
    for (const job of jobs) await one.table.insert([job]);
    const order = [2, 1, 3, 0, 4].map((at) => jobs[at]?.id);
    const claimed = [...(await one.claim('mail', 2)), ...(await one.claim('mail'))];
    expect(claimed.map(({ id }) => id)).toEqual(order);
    expect(claimed[0]).toMatchObject({ attempt: 1, worker: one.worker, priority: -5, key: order[0] });
  });

  it('a queue gives nothing of another one, and nothing that is due later', async () => {
    const [one] = both();
    await one.table.insert([newJob('push'), newJob('mail', { delayMs: 60_000 })]);
    expect(await one.claim('mail')).toEqual([]);
    expect(await one.table.waitingNames()).toEqual(['push']);
  });

  it('together they take no more than may run in all of them', async () => {
    const [one, other] = both();
    await one.table.insert(Array.from({ length: 40 }, () => newJob('mail')));
    const batches = await Promise.all(
      Array.from({ length: 24 }, (_, at) => (at % 2 ? one : other).claim('mail', 3, 5)),
    );
    const running = batches.flat();
    expect(running).toHaveLength(5);
    expect(await other.claim('mail', 3, 5)).toEqual([]);
    await one.table.end(running.slice(0, 2));
    expect(await other.claim('mail', 3, 5)).toHaveLength(2);
    // Lowered while five run.
    expect(await other.claim('mail', 3, 2)).toEqual([]);
  });

  it('one that was given up for dead gets nothing, until it is known again', async () => {
    const [one, other] = both();
    await one.table.insert([newJob('mail'), newJob('mail')]);
    const [first] = await one.claim('mail', 1);
    expect(await other.workers.giveUp(one.worker, [])).toEqual({ returned: 1, buried: 0, names: ['mail'] });
    expect(await one.claim('mail')).toEqual([]);
    expect(await one.workers.beat(one.worker, 'here')).toBe(false);
    expect(await one.workers.beat(one.worker, 'here')).toBe(true);
    const again = await one.claim('mail');
    expect(again.map(({ id, attempt }) => [id, attempt])).toContainEqual([first?.id, 2]);
  });

  it('one that is given up while its claim is not committed leaves no job behind', async () => {
    const [one, other] = both();
    await one.table.insert([newJob('mail')]);
    let givenUp: Promise<unknown> | undefined;
    await one.source.transaction(async (manager) => {
      const text = "SELECT id FROM claim_jobs('mail', 5, $1, NULL)";
      expect(await one.database.rows({ text, values: [one.worker] }, manager)).toHaveLength(1);
      givenUp = other.workers.giveUp(one.worker, []);
      const waits = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
      await until('the other to wait', async () => (await scene.rows(waits)).length > 0);
    });
    expect(await givenUp).toMatchObject({ returned: 1 });
    expect(await scene.rows('SELECT FROM chat.jobs WHERE worker IS NOT NULL')).toEqual([]);
    await one.workers.beat(one.worker, 'here');
  });

  it('what ran at most once in one that is given up is a dead letter, and whose end was wanted is gone', async () => {
    const [one, other] = both();
    await one.table.insert([newJob('once'), newJob('mail'), newJob('mail')]);
    await one.claim('once');
    const [, cancelled] = await one.claim('mail');
    expect(await other.jobs.cancel(cancelled?.id ?? '')).toBe('cancelling');
    expect(await one.table.cancelled(one.worker)).toEqual([cancelled?.id]);
    expect(await other.workers.giveUp(one.worker, ['once'])).toMatchObject({ returned: 1, buried: 1 });
    const { items } = await other.dead.page(undefined, undefined, 10);
    expect(items).toMatchObject([{ name: 'once', reason: 'fate_unknown', error: 'Its worker is gone.' }]);
    expect(await scene.rows('SELECT name FROM chat.jobs')).toEqual([{ name: 'mail' }]);
    await one.workers.beat(one.worker, 'here');
  });

  it('one that leaves has nothing left, and what it named as at most once is not run again', async () => {
    const [one, other] = both();
    await one.workers.leave(one.worker);
    await one.workers.beat(one.worker, 'here', ['once']);
    await one.table.insert([newJob('once'), newJob('mail')]);
    await Promise.all([one.claim('once'), one.claim('mail')]);
    await one.workers.leave(one.worker);
    expect(await other.claim('once')).toEqual([]);
    expect(await other.claim('mail')).toMatchObject([{ attempt: 2 }]);
    expect(await other.workers.beats()).toMatchObject([{ id: other.worker }]);
    await one.workers.beat(one.worker, 'here');
  });
});
