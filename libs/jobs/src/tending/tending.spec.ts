import { Logger } from '@nestjs/common';
import { newJob, type TableInstance, TableScene } from '../table/table-scene.contract';
import { LostClaims } from './lost-claims';
import { Reaper } from './reaper';

describe('what tending sees to', () => {
  let scene: TableScene;
  let here: TableInstance;
  let there: TableInstance;

  beforeAll(async () => {
    scene = await TableScene.start();
    [here, there] = [await scene.instance(), await scene.instance()];
  });
  beforeEach(() => scene.empty());
  afterAll(() => scene.close());

  const rows = () => scene.rows('SELECT id, attempt, worker FROM chat.jobs ORDER BY seq');

  describe('claims whose answer never came', () => {
    const known = { failedClaims: 0, underWay: [] as { id: string; attempt: number; worker: string }[] };
    const look = (lost: LostClaims) => lost.look();
    const of = (): LostClaims =>
      new LostClaims(here.database, here.table, here.worker, {
        get failedClaims() {
          return known.failedClaims;
        },
        get underWay() {
          return known.underWay;
        },
        claimsAnswered: async () => undefined,
      });

    it('are given back as if they had never been made, and what runs is left alone', async () => {
      const jobs = [newJob('mail'), newJob('mail'), newJob('mail')];
      await here.table.insert(jobs);
      const [running] = await here.claim('mail', 1);
      await there.claim('mail', 1);
      await here.claim('mail', 1);
      known.underWay = [running as NonNullable<typeof running>];
      const lost = of();
      await look(lost); // nothing has failed: nobody looks
      expect((await rows()).map(({ worker }: { worker?: unknown }) => worker)).not.toContain(null);
      known.failedClaims += 1;
      await look(lost);
      expect(await rows()).toEqual([
        { id: jobs[0]?.id, attempt: 1, worker: here.worker },
        { id: jobs[1]?.id, attempt: 1, worker: there.worker },
        { id: jobs[2]?.id, attempt: 0, worker: null },
      ]);
    });

    it('are found too when a PostgreSQL that wakes carries one out after the first look', async () => {
      await here.table.insert([newJob('mail')]);
      known.failedClaims += 1;
      const lost = of();
      await look(lost);
      await here.claim('mail', 1);
      await look(lost);
      expect(await rows()).toMatchObject([{ attempt: 0, worker: null }]);
    });
  });

  it('a worker that is gone said itself what of it may run no second time', async () => {
    const logger = new Logger();
    jest.spyOn(logger, 'warn').mockReturnValue(undefined);
    await there.workers.leave(there.worker);
    await there.workers.beat(there.worker, 'there', ['new-at-most-once']);
    await there.table.insert([newJob('new-at-most-once'), newJob('mail')]);
    await there.claim('new-at-most-once');
    await there.claim('mail');
    // Of an older version: it has never heard of that queue.
    const reaper = new Reaper(there.workers, here.worker, [], logger, { leaseMs: 0, beatMs: 1_000 });
    expect(await reaper.look()).toEqual(['mail']);
    expect(await rows()).toMatchObject([{ attempt: 1, worker: null }]);
    expect(await scene.rows('SELECT name, reason FROM chat.dead_jobs')).toEqual([
      { name: 'new-at-most-once', reason: 'fate_unknown' },
    ]);
  });
});
