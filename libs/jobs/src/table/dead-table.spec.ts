import { until } from '@secureconnect/testing';
import { type NewJob } from './job-row';
import { newJob, type TableInstance, TableScene } from './table-scene.contract';

describe('a dead letter', () => {
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

  async function bury(jobs: readonly NewJob[], name = 'mail'): Promise<string[]> {
    await here.table.insert(jobs);
    const claimed = await here.claim(name, 5_000);
    await here.table.bury(claimed.map((ref) => ({ ref, reason: 'failed', error: 'no' })));
    return claimed.map(({ id }) => id);
  }

  it('is kept with what it was and why, and is no job any more', async () => {
    const payload = '{"to":"ada"}';
    const [id] = await bury([newJob('mail', { payload })]);
    expect(await here.jobs.find(id ?? '')).toMatchObject({ state: 'dead', lastError: 'no', attempt: 1 });
    const { items } = await there.jobs.dead('mail', { limit: 5 });
    expect(items).toMatchObject([{ id, name: 'mail', reason: 'failed', error: 'no', payload, attempt: 1 }]);
    expect(await there.claim('mail')).toEqual([]);
  });

  it('is listed once on one page, the latest first, of one queue or of all', async () => {
    const ids = await bury(Array.from({ length: 7 }, () => newJob('mail')));
    const others = await bury([newJob('push')], 'push');
    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await here.jobs.dead('mail', { cursor, limit: 3 });
      listed.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    expect(listed.sort()).toEqual(ids.sort());
    const all = await here.jobs.dead(undefined, { limit: 100 });
    expect(all.items.map(({ id }) => id)).toEqual(expect.arrayContaining([...ids, ...others]));
    expect(all.items[0]?.id).toBe(others[0]);
  });

  it('that is replayed is a job again with all its attempts, once, and is told of', async () => {
    const heard = await there.listen();
    const [id = ''] = await bury([newJob('mail', { idempotencyKey: 'k', priority: 3 })]);
    expect((await Promise.all([here.jobs.replay(id), there.jobs.replay(id)])).sort()).toEqual([false, true]);
    expect(await there.claim('mail')).toMatchObject([{ id, key: 'k', attempt: 1, priority: 3 }]);
    expect(await here.jobs.dead(undefined, { limit: 5 })).toMatchObject({ items: [] });
    await until('both to be heard of', () => heard.filter((each) => each === 'mail').length >= 2);
    expect(await here.jobs.replay('no id')).toBe(false);
  });

  it('stays where a living job has its unique key', async () => {
    const [id = ''] = await bury([newJob('mail', { uniqueKey: 'k' })]);
    await here.table.insert([newJob('mail', { uniqueKey: 'k' })]);
    expect(await here.jobs.replay(id)).toBe(false);
    expect(await here.jobs.find(id)).toMatchObject({ state: 'dead' });
    await here.table.end(await here.claim('mail'));
    expect(await here.jobs.replay(id)).toBe(true);
  });

  it('of an order key goes to the end of it', async () => {
    const [first, second] = [newJob('mail', { orderKey: 'ada' }), newJob('mail', { orderKey: 'ada' })];
    const [id = ''] = await bury([first]);
    await here.table.insert([second]);
    await here.jobs.replay(id);
    await here.table.promote(10);
    const claimed = await here.claim('mail');
    expect(claimed.map(({ id: each }) => each)).toEqual([second.id]);
    await here.table.end(claimed);
    expect(await here.claim('mail')).toMatchObject([{ id: first.id }]);
  });

  it('is replayed with all of its queue, and not with those of another', async () => {
    await bury(Array.from({ length: 1_100 }, () => newJob('mail')));
    await bury([newJob('push')], 'push');
    expect(await here.jobs.replayAll('mail')).toBe(1_100);
    expect(await here.claim('mail', 2_000)).toHaveLength(1_100);
    expect((await here.jobs.dead(undefined, { limit: 5 })).items).toHaveLength(1);
  });

  it('is replayed with its queue past any number that stay', async () => {
    const born = () => newJob('mail', { uniqueKey: 'k' });
    for (let died = 0; died < 7; died += 1) await bury([born()]);
    await bury(Array.from({ length: 3 }, () => newJob('mail')));
    await here.table.insert([born()]);
    expect(await here.dead.replayAll('mail', 2)).toBe(3);
    expect(await here.claim('mail')).toHaveLength(4);
  });

  it('that dies again while its queue is replayed is not replayed once more', async () => {
    await bury(Array.from({ length: 4 }, () => newJob('mail')));
    // What is replayed dies again before the next are looked at.
    await scene.rows(`CREATE FUNCTION chat.die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO chat.dead_jobs (id, name, priority, due_at, payload, created_at, reason, died_at)
      VALUES (gen_random_uuid(), 'mail', 0, now(), '{}', now(), 'failed', clock_timestamp() + interval '1 ms');
      RETURN NULL; END $$`);
    await scene.rows(
      'CREATE TRIGGER dies BEFORE INSERT ON chat.jobs FOR EACH ROW EXECUTE FUNCTION chat.die()',
    );
    try {
      await here.dead.replayAll('mail', 1);
      expect(await scene.rows('SELECT FROM chat.dead_jobs')).toHaveLength(8);
    } finally {
      await scene.rows('DROP FUNCTION chat.die CASCADE');
    }
  });

  it('can be thrown away, and is after its time', async () => {
    const [first = ''] = await bury(Array.from({ length: 3 }, () => newJob('mail')));
    expect(await here.jobs.discard(first)).toBe(true);
    expect(await here.jobs.discard(first)).toBe(false);
    expect(await here.dead.purge(3_600_000, 10)).toBe(0);
    await scene.rows("UPDATE chat.dead_jobs SET died_at = now() - interval '2 hours'");
    expect(await here.dead.purge(3_600_000, 1)).toBe(1);
    expect(await here.dead.purge(3_600_000, 10)).toBe(1);
  });
});
