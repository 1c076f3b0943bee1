import { newJob, type TableInstance, TableScene } from './table-scene.contract';

describe('what is told of queues', () => {
  let scene: TableScene;
  let here: TableInstance;

  beforeAll(async () => {
    scene = await TableScene.start();
    here = await scene.instance();
  });
  beforeEach(() => scene.empty());
  afterAll(() => scene.close());

  describe('how long a job has waited', () => {
    const hourMs = 3_600_000;
    const minuteMs = 60_000;

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

  it('are counts, exact of few jobs, and estimates of so many that counting them would take too long', async () => {
    await scene.rows(`
      INSERT INTO chat.jobs (id, name, priority, due_at, payload, created_at, ready)
      SELECT gen_random_uuid(), 'mail', 0, now() - interval '1 h', repeat('x', 200), now(), n % 4 > 0
      FROM generate_series(1, 40000) AS n`);
    const exact = { name: 'mail', waiting: 30_000, delayed: 10_000, running: 0, dead: 0 };
    expect(await here.reports.stats(10_000)).toMatchObject([exact]);
    await scene.rows('ANALYZE chat.jobs');
    const seen: number[] = [];
    for (let looks = 0; looks < 5; looks += 1) {
      const [mail] = await here.reports.stats(10_000, 10_000);
      expect(mail?.oldestWaitingMs).toBeGreaterThanOrEqual(3_600_000);
      seen.push(mail?.waiting ?? 0);
    }
    // Each look draws others.
    expect(new Set(seen).size).toBeGreaterThan(1);
    for (const waiting of seen) expect(Math.abs(waiting - 30_000)).toBeLessThan(15_000);
  });
});
