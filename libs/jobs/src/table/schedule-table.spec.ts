import { type Firing, type Schedule } from './schedule-table';
import { newJob, type TableInstance, TableScene } from './table-scene.contract';

describe('a queue that feeds itself', () => {
  let scene: TableScene;
  let here: TableInstance;
  let there: TableInstance;
  const past = (now: Date) => new Date(now.getTime() - 1_000);
  const later = (now: Date) => new Date(now.getTime() + 3_600_000);
  const daily = { name: 'daily', spec: 'a' };
  const other = { name: 'other', spec: 'a' };
  const fire = (now: Date): Firing => ({ job: newJob('daily'), nextAt: later(now) });
  const look = async ({ schedules }: TableInstance, of: Schedule, what = fire): Promise<boolean> =>
    (await schedules.due([of])).length > 0 && schedules.fire(of, what);
  const count = async (): Promise<number> => (await scene.rows('SELECT FROM chat.jobs')).length;

  beforeAll(async () => {
    scene = await TableScene.start();
    here = await scene.instance();
    there = await scene.instance();
  });
  beforeEach(() => scene.empty());
  afterAll(() => scene.close());

  it('gets one job each time, however many look at the same moment', async () => {
    for (const instance of [here, there]) await instance.schedules.declare('daily', 'a', past);
    for (let round = 1; round <= 10; round += 1) {
      const looks = [here, there, here, there].map((instance) => look(instance, daily));
      expect((await Promise.all(looks)).filter(Boolean)).toHaveLength(1);
      expect(await count()).toBe(round);
      await scene.rows("UPDATE chat.job_schedules SET next_at = now() - interval '1 s'");
    }
  });

  it('gets none before its time, and none of whom nobody asked for', async () => {
    await here.schedules.declare('daily', 'a', later);
    await here.schedules.declare('other', 'a', past);
    expect(await look(here, daily)).toBe(false);
    expect(await here.schedules.nextMs([daily])).toBeGreaterThan(3_000_000);
    expect(await here.schedules.nextMs([daily, other])).toBe(0);
    expect(await here.schedules.nextMs([{ name: 'unknown', spec: 'a' }])).toBeUndefined();
    expect(await count()).toBe(0);
  });

  it('keeps its time when it is declared again, and gets another when it is declared otherwise', async () => {
    await here.schedules.declare('daily', 'a', later);
    await there.schedules.declare('daily', 'a', past);
    expect(await there.schedules.nextMs([daily])).toBeGreaterThan(0);
    await there.schedules.declare('daily', 'b', past);
    expect(await there.schedules.nextMs([{ name: 'daily', spec: 'b' }])).toBe(0);
  });

  it('has neither its job nor its next time where one of both fails', async () => {
    await here.schedules.declare('daily', 'a', past);
    const broken = look(here, daily, (now) => ({ ...fire(now), job: newJob('daily', { id: 'no id' }) }));
    await expect(broken).rejects.toThrow();
    expect(await count()).toBe(0);
    expect(await here.schedules.nextMs([daily])).toBe(0);
  });

  it('that never comes again gets no more', async () => {
    await here.schedules.declare('daily', 'a', past);
    await look(here, daily, () => ({ job: newJob('daily') }));
    expect(await here.schedules.nextMs([daily])).toBeUndefined();
    expect(await look(here, daily)).toBe(false);
  });

  it('that was declared otherwise is left to those who did, until nobody of them has come for a minute', async () => {
    await here.schedules.declare('daily', 'a', past);
    const renewed = { name: 'daily', spec: 'b' };
    await there.schedules.declare('daily', 'b', past);
    expect([await look(here, daily), await here.schedules.fire(daily, fire)]).toEqual([false, false]);
    expect(await here.schedules.nextMs([daily])).toBeUndefined();
    expect(await there.schedules.due([renewed])).toEqual([{ name: 'daily', isOurs: true }]);
    await scene.rows("UPDATE chat.job_schedules SET next_at = now() - interval '2 min'");
    expect(await here.schedules.due([daily])).toEqual([{ name: 'daily', isOurs: false }]);
  });
});
