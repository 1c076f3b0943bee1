import { Logger } from '@nestjs/common';
import { until } from '@secureconnect/testing';
import { defineJob } from '../definition/define-job';
import { newJob, type TableInstance, TableScene } from '../table/table-scene.contract';
import { WorkerSightings } from '../table/worker-sightings';
import { DueLook } from './due-look';
import { LostClaims } from './lost-claims';
import { Reaper } from './reaper';
import { Schedules } from './schedules';

class Nothing {}

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

  describe('schedules', () => {
    const often = defineJob({ name: 'often', payload: Nothing, repeat: { everyMs: 60_000 } });
    const nightly = { ...often, repeat: { cron: '0 3 * * *' } };
    const errors: string[] = [];
    const of = (instance: TableInstance, ...definitions: (typeof often | typeof nightly)[]): Schedules =>
      new Schedules(definitions, instance.schedules, { error: (line: string) => errors.push(line) });
    const makeDue = (ago: string) =>
      scene.rows('UPDATE chat.job_schedules SET next_at = clock_timestamp() - $1::interval', [ago]);
    const specs = () => scene.rows('SELECT spec FROM chat.job_schedules');

    it('of which one fails hold up no other, and it is told of once', async () => {
      const broken = { ...often, name: 'broken', repeatPayload: { more: 1 } };
      const schedules = of(here, broken, often);
      await schedules.fire();
      for (let round = 0; round < 2; round += 1) {
        await makeDue('1 s');
        await here.table.end(await here.claim('often'));
        expect(await schedules.fire()).toEqual(['often']);
      }
      expect(errors).toEqual([expect.stringContaining('"broken"')]);
      expect(await schedules.nextMs()).toBeGreaterThan(0);
    });

    it('bring no other one while what they brought has not ended', async () => {
      const schedules = of(here, often);
      await schedules.fire();
      for (let round = 0; round < 3; round += 1) {
        await makeDue('1 s');
        await schedules.fire();
      }
      expect(await rows()).toHaveLength(1);
      await here.table.end(await here.claim('often'));
      await makeDue('1 s');
      await schedules.fire();
      expect(await rows()).toHaveLength(1);
    });

    it('are looked at when their time has come, however seldom anybody looks otherwise', async () => {
      const soon = { ...often, repeat: { everyMs: 100 } };
      const heard: string[] = [];
      const listener = { onReady: (names: readonly string[]) => heard.push(...names) };
      const look = new DueLook(here.table, of(here, soon), listener, new Logger(), 600_000);
      look.now();
      await until('it to be fed again and again', () => heard.length > 2);
      await look.stop();
      expect(new Set(heard)).toEqual(new Set(['often']));
    });

    it('that a deployment changes are the new ones, while instances of before still live', async () => {
      const before = of(here, often);
      await before.fire();
      const after = of(there, nightly);
      await after.fire();
      await makeDue('1 s');
      expect(await before.fire()).toEqual([]);
      expect(await after.fire()).toEqual(['often']);
      expect(await specs()).toEqual([{ spec: 'cron 0 3 * * * UTC' }]);
      // The new version is taken back, and nobody started anew: who is left takes over.
      await makeDue('2 min');
      await before.fire();
      expect(await specs()).toEqual([{ spec: 'every 60000 ms' }]);
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
    const sightings = new WorkerSightings(here.database);
    const reaper = new Reaper(there.workers, sightings, here.worker, [], logger, { leaseMs: 0, beatMs: 0 });
    expect(await reaper.look()).toEqual(['mail']);
    expect(await rows()).toMatchObject([{ attempt: 1, worker: null }]);
    expect(await scene.rows('SELECT name, reason FROM chat.dead_jobs')).toEqual([
      { name: 'new-at-most-once', reason: 'fate_unknown' },
    ]);
  });
});
