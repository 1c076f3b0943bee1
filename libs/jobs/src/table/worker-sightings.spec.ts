import { newId } from '@secureconnect/platform';
import { type TableInstance, TableScene } from './table-scene.contract';
import { WorkerSightings } from './worker-sightings';

describe('a look at the other workers', () => {
  let scene: TableScene;
  let here: TableInstance;
  let silent: string;
  const patience = { leaseMs: 10_000, beatMs: 2_000 };
  /** A look after so much time, by somebody who has never looked before. */
  async function lookAfter(ms: number): Promise<string[]> {
    await scene.rows("UPDATE chat.job_workers SET looked_at = clock_timestamp() - $1 * interval '1 ms'", [
      ms,
    ]);
    return new WorkerSightings(here.database).look(newId(), patience);
  }

  beforeAll(async () => {
    scene = await TableScene.start();
    here = await scene.instance();
  });
  beforeEach(async () => {
    await scene.rows('TRUNCATE chat.job_workers');
    silent = newId();
    await here.workers.beat(silent, 'there');
    await lookAfter(2_000);
  });
  afterAll(() => scene.close());

  it('finds who has stood still for the lease, though each looker lives for one look only', async () => {
    for (let look = 0; look < 4; look += 1) expect(await lookAfter(2_200)).toEqual([]);
    expect(await lookAfter(2_200)).toEqual([silent]);
  });

  it('takes one sign of life for a whole lease', async () => {
    for (let look = 0; look < 4; look += 1) await lookAfter(2_200);
    await here.workers.beat(silent, 'there');
    for (let look = 0; look < 5; look += 1) expect(await lookAfter(2_200)).toEqual([]);
    expect(await lookAfter(2_200)).toEqual([silent]);
  });

  it('does not count a pause in which nobody looked: who was silent may have had no way to speak', async () => {
    expect(await lookAfter(60_000)).toEqual([]);
    for (let look = 0; look < 4; look += 1) expect(await lookAfter(2_200)).toEqual([]);
    expect(await lookAfter(2_200)).toEqual([silent]);
  });

  it('counts the same time once, however many look', async () => {
    for (let look = 0; look < 4; look += 1) {
      await lookAfter(2_200);
      for (let more = 0; more < 5; more += 1)
        expect(await new WorkerSightings(here.database).look(newId(), patience)).toEqual([]);
    }
  });
});
