import { newJob, type TableInstance, TableScene } from './table-scene.contract';

describe('how long a job has waited', () => {
  let scene: TableScene;
  let here: TableInstance;
  const hourMs = 3_600_000;
  const minuteMs = 60_000;

  beforeAll(async () => {
    scene = await TableScene.start();
    here = await scene.instance();
  });
  beforeEach(() => scene.empty());
  afterAll(() => scene.close());

  /** As if all that is there had come an hour ago. */
  const age = () =>
    scene.rows(
      "UPDATE chat.jobs SET due_at = due_at - interval '1 h', ready_at = ready_at - interval '1 h', look_at = now()",
    );
  const oldest = async (): Promise<number> => (await here.reports.stats(1_000))[0]?.oldestWaitingMs ?? 0;

  it('is counted from when it was due', async () => {
    await here.table.insert([newJob('mail')]);
    await age();
    expect(await oldest()).toBeGreaterThanOrEqual(hourMs);
    expect((await here.claim('mail'))[0]?.waitedMs).toBeGreaterThanOrEqual(hourMs);
  });

  it('is not the time it stood behind another of its order key', async () => {
    await here.table.insert([newJob('mail', { orderKey: 'ada' }), newJob('mail', { orderKey: 'ada' })]);
    const first = await here.claim('mail');
    await age();
    await here.table.end(first);
    expect(await oldest()).toBeLessThan(minuteMs);
    expect((await here.claim('mail'))[0]?.waitedMs).toBeLessThan(minuteMs);
  });

  it('is not that either where a look found that it is first', async () => {
    await here.table.insert([newJob('mail', { orderKey: 'ada' }), newJob('mail', { orderKey: 'ada' })]);
    await age();
    await scene.rows('DELETE FROM chat.jobs WHERE ready');
    await here.table.promote(10);
    expect(await oldest()).toBeLessThan(minuteMs);
  });

  it.each(['given back', 'of a worker that is gone'])(
    'is not the time it ran, where it was %s',
    async (how) => {
      await here.table.insert([newJob('mail')]);
      const running = await here.claim('mail');
      await age();
      if (how === 'given back') await here.table.giveBack(running);
      else await here.workers.giveUp(here.worker, []);
      expect(await oldest()).toBeLessThan(minuteMs);
      await here.workers.beat(here.worker, 'here');
      expect((await here.claim('mail'))[0]?.waitedMs).toBeLessThan(minuteMs);
    },
  );
});
