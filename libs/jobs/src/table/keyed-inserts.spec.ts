import { until } from '@secureconnect/testing';
import { type PoolClient } from 'pg';
import { type EntityManager } from 'typeorm';
import { type Inserted } from './job-row';
import { newJob, type TableInstance, TableScene } from './table-scene.contract';

/** Statements of this transaction wait for each other before its connection is asked, as pg itself will want it. */
async function inTurn({ queryRunner }: EntityManager): Promise<() => void> {
  const client = (await queryRunner?.connect()) as PoolClient;
  const ask = client.query as (...args: unknown[]) => Promise<unknown>;
  let last: Promise<unknown> = Promise.resolve();
  const queued = (...args: unknown[]): Promise<unknown> => {
    const answer = last.then(() => ask(...args));
    last = answer.catch(() => undefined); // Told to whoever asked.
    return answer;
  };
  Object.assign(client, { query: queued });
  return () => void Object.assign(client, { query: ask });
}

describe('a job that another may stand for', () => {
  let scene: TableScene;
  let here: TableInstance;
  let there: TableInstance;
  const count = async (): Promise<number> => (await scene.rows('SELECT FROM chat.jobs')).length;
  const one = async (instance: TableInstance, more: object, name = 'mail') =>
    (await instance.table.insert([newJob(name, more)]))[0];

  beforeAll(async () => {
    scene = await TableScene.start();
    here = await scene.instance();
    there = await scene.instance();
  });
  beforeEach(() => scene.empty());
  afterAll(() => scene.close());

  it('by its unique key is that one, until it has ended', async () => {
    const first = await one(here, { uniqueKey: 'k' });
    expect(first?.isNew).toBe(true);
    expect(await one(there, { uniqueKey: 'k' })).toEqual({ id: first?.id, isNew: false });
    expect(await one(there, { uniqueKey: 'k' }, 'push')).toMatchObject({ isNew: true });
    const claimed = await there.claim('mail');
    expect(await one(here, { uniqueKey: 'k' })).toEqual({ id: first?.id, isNew: false });
    await there.table.end(claimed);
    expect(await one(here, { uniqueKey: 'k' })).toMatchObject({ isNew: true });
  });

  it('by its idempotency key is that one, also after it has ended', async () => {
    const first = await one(here, { idempotencyKey: 'k', payload: '{"a":1,"b":2}' });
    const claimed = await there.claim('mail');
    expect(claimed[0]).toMatchObject({ key: 'k', id: first?.id });
    await there.table.end(claimed);
    const again = await one(there, { idempotencyKey: 'k', payload: '{"b":2,"a":1}' });
    expect(again).toEqual({ id: first?.id, isNew: false });
    expect(await count()).toBe(0);
  });

  it('is refused where its idempotency key stands for another payload', async () => {
    await one(here, { idempotencyKey: 'k', payload: '{"a":1}' });
    await expect(one(there, { idempotencyKey: 'k', payload: '{"a":2}' })).rejects.toMatchObject({
      code: 'job_key_reused',
    });
  });

  it('is a new one once its idempotency key has expired, which is then purged', async () => {
    await one(here, { idempotencyKey: 'k', payload: '{"a":1}' });
    await one(here, { idempotencyKey: 'other' });
    await scene.rows("UPDATE chat.job_keys SET expires_at = now() - interval '1 s'");
    expect(await one(there, { idempotencyKey: 'k', payload: '{"a":2}' })).toMatchObject({ isNew: true });
    expect(await here.keys.purge(10)).toBe(1);
    expect(await scene.rows('SELECT key FROM chat.job_keys')).toEqual([{ key: 'k' }]);
  });

  it.each([
    ['a unique key', { uniqueKey: 'k' }],
    ['an idempotency key', { idempotencyKey: 'k' }],
    ['both', { uniqueKey: 'k', idempotencyKey: 'k' }],
  ])('is one and the same for many who come with %s at the same moment', async (_, keys) => {
    for (let round = 0; round < 5; round += 1) {
      await scene.empty();
      const all = await Promise.all(Array.from({ length: 16 }, (__, at) => one(at % 2 ? here : there, keys)));
      expect(new Set(all.map((each) => each?.id)).size).toBe(1);
      expect(all.filter((each) => each?.isNew)).toHaveLength(1);
      expect(await count()).toBe(1);
    }
  });

  it('is found again and again while those with its unique key end', async () => {
    const work = async (): Promise<void> => {
      for (let round = 0; round < 40; round += 1) await there.table.end(await there.claim('mail'));
    };
    const ask = async (): Promise<void> => {
      for (let round = 0; round < 40; round += 1) expect(await one(here, { uniqueKey: 'k' })).toBeDefined();
    };
    await Promise.all([work(), ask(), ask()]);
    expect(await count()).toBeLessThanOrEqual(1);
  });

  it('with both keys keeps the one that stands for it, so that a repetition finds it', async () => {
    const first = await one(here, { uniqueKey: 'u' });
    expect(await one(there, { uniqueKey: 'u', idempotencyKey: 'i' })).toEqual({
      id: first?.id,
      isNew: false,
    });
    await here.table.end(await here.claim('mail'));
    expect(await one(there, { uniqueKey: 'u', idempotencyKey: 'i' })).toEqual({
      id: first?.id,
      isNew: false,
    });
  });

  it('within a transaction does not end it where somebody else is faster', async () => {
    const theirs = newJob('mail', { uniqueKey: 'k' });
    const mine = await here.source.transaction(async (manager) => {
      let asked: Promise<Inserted[]> | undefined;
      await there.source.transaction(async (other) => {
        await there.table.insert([theirs], other);
        asked = here.table.insert([newJob('mail', { uniqueKey: 'k' })], manager);
        const waits = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        await until('mine to wait', async () => (await scene.rows(waits)).length > 0);
      });
      const inserted = await asked;
      await here.table.insert([newJob('push')], manager);
      return inserted;
    });
    expect(mine).toEqual([{ id: theirs.id, isNew: false }]);
    expect(await scene.rows('SELECT name FROM chat.jobs ORDER BY seq')).toEqual([
      { name: 'mail' },
      { name: 'push' },
    ]);
  });

  it('within a transaction takes nothing back of what is done beside it, where somebody else is faster', async () => {
    await scene.rows('CREATE TABLE chat.facts (fact text)');
    await scene.rows('GRANT ALL ON chat.facts TO PUBLIC');
    const theirs = newJob('mail', { uniqueKey: 'k' });
    const facts = ['one', 'two', 'three', 'four'];
    const done = here.source.transaction(async (manager) => {
      const asBefore = await inTurn(manager);
      const beside: Promise<unknown>[] = [];
      await there.source.transaction(async (other) => {
        await there.table.insert([theirs], other);
        beside.push(here.table.insert([newJob('mail', { uniqueKey: 'k' })], manager));
        beside.push(here.table.insert([newJob('push')], manager));
        for (const fact of facts) beside.push(manager.query('INSERT INTO facts VALUES ($1)', [fact]));
        beside.push(here.table.insert([newJob('mail', { uniqueKey: 'k' })], manager));
        const waits = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        await until('mine to wait', async () => (await scene.rows(waits)).length > 0);
      });
      const [first, , , , , , last] = await Promise.all(beside);
      asBefore();
      return [first, last];
    });
    const same = [{ id: theirs.id, isNew: false }];
    expect(await done).toEqual([same, same]);
    expect(await scene.rows('SELECT name FROM chat.jobs ORDER BY seq')).toEqual([
      { name: 'mail' },
      { name: 'push' },
    ]);
    expect(await scene.rows('SELECT fact FROM chat.facts')).toEqual(facts.map((fact) => ({ fact })));
  });
});
