import { Logger } from '@nestjs/common';
import { until } from '@secureconnect/testing';
import { newJob, type TableInstance, TableScene } from '../table/table-scene.contract';
import { Purge } from './purge';

describe('clearing away', () => {
  let scene: TableScene;
  let here: TableInstance;

  beforeAll(async () => {
    scene = await TableScene.start();
    here = await scene.instance();
    // Begin at once.
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterAll(() => {
    jest.restoreAllMocks();
    return scene.close();
  });

  it('forgets keys that have expired and dead letters that were kept for their time, and nothing else', async () => {
    const rows = (text: string) => scene.rows<{ key: string }>(text);
    const keys = ['old', 'new'];
    await here.table.insert(keys.map((idempotencyKey) => newJob('mail', { idempotencyKey })));
    const claimed = await here.claim('mail');
    await here.table.bury(claimed.map((ref) => ({ ref, reason: 'failed', error: 'no' })));
    await rows("UPDATE chat.job_keys SET expires_at = now() WHERE key = 'old'");
    await rows(
      "UPDATE chat.dead_jobs SET died_at = died_at - interval '61 min' WHERE idempotency_key = 'old'",
    );
    // More than a few batches.
    await rows(`
      INSERT INTO chat.job_keys
      SELECT 'mail', n::text, gen_random_uuid(), '', now() FROM generate_series(1, 12000) AS n`);
    const purge = new Purge(here.keys, here.dead, 3_600_000, new Logger());
    purge.start();
    const letters = () => rows('SELECT idempotency_key AS key FROM chat.dead_jobs');
    await until('the old letter to go', async () => (await letters()).length < 2);
    await purge.stop();
    expect(await letters()).toEqual([{ key: 'new' }]);
    expect(await rows('SELECT key FROM chat.job_keys')).toEqual([{ key: 'new' }]);
  });
});
