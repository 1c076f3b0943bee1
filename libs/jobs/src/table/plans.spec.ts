import { newId } from '@secureconnect/platform';
import { JobCancels } from './job-cancels';
import { type Statement } from './job-database';
import { newJob, type TableInstance, TableScene } from './table-scene.contract';

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly 'Actual Rows': number;
  readonly Plans?: readonly Node[];
}

/** Pages a statement may touch for one job of its batch; the whole table has some thousand. */
const pagesPerJob = 40;
const batch = 50;

describe('with 100,000 jobs that wait and 10,000 of one order key', () => {
  let scene: TableScene;
  let here: TableInstance;

  /** Runs what a method asks of the database as EXPLAIN ANALYZE, without keeping what it does; gives the plans. */
  async function plansOf(work: () => Promise<unknown>): Promise<Node[]> {
    const plans: Node[] = [];
    const spy = jest.spyOn(here.database, 'rows').mockImplementation(async (statement: Statement) => {
      const runner = here.source.createQueryRunner();
      await runner.startTransaction();
      const text = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${statement.text}`;
      const [row] = (await runner.query(text, [...(statement.values ?? [])])) as {
        'QUERY PLAN': { Plan: Node }[];
      }[];
      await runner.rollbackTransaction();
      await runner.release();
      plans.push((row as { 'QUERY PLAN': { Plan: Node }[] })['QUERY PLAN'][0]?.Plan as Node);
      return [];
    });
    await work().catch(() => undefined); // Its answers are no answers.
    spy.mockRestore();
    return plans;
  }

  const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
  const readsAll = (node: Node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'jobs';

  async function expectFew(work: () => Promise<unknown>): Promise<void> {
    const plans = await plansOf(work);
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans) {
      expect(nodesOf(plan).filter(readsAll)).toEqual([]);
      expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(batch * pagesPerJob);
    }
  }

  const fill = (name: string, count: number, more = 'NULL, true, NULL') =>
    scene.rows(`
      INSERT INTO chat.jobs (id, name, priority, due_at, payload, created_at, order_key, ready, look_at)
      SELECT gen_random_uuid(), '${name}', n % 3, now(), '{"to":"somebody"}', now(), ${more}
      FROM generate_series(1, ${count}) n`);

  beforeAll(async () => {
    scene = await TableScene.start();
    here = await scene.instance();
    // What the planner knows is what it knew of the empty table, as after a sudden rush.
    await scene.rows('ALTER TABLE chat.jobs SET (autovacuum_enabled = false)');
    await scene.rows('ANALYZE chat.jobs');
    await fill('mail', 100_000);
    await fill('ordered', 10_000, "'hot', n = 1, CASE WHEN n > 1 THEN now() + interval '1 hour' END");
    await fill('ordered', 10_000, "'key ' || n, true, NULL");
    await fill('later', 10_000, "NULL, false, now() + interval '1 hour'");
  });
  afterAll(() => scene.close());

  describe.each([
    ['and the planner knows nothing of them', async () => undefined],
    ['and the planner has counted them', async () => void (await scene.rows('ANALYZE chat.jobs'))],
  ])('%s', (_, prepare) => {
    beforeAll(prepare);

    it.each<[string, () => Promise<unknown>]>([
      ['a claim', () => here.claim('mail', batch)],
      ['a claim of a queue with order keys', () => here.claim('ordered', batch)],
      ['a claim of as many as may run in all', () => here.claim('mail', batch, batch)],
      ['a claim of an empty queue', () => here.claim('empty', batch)],
      ['a plain insert', () => here.table.insert([newJob('mail')])],
      [
        'an insert behind 10,000 of its order key',
        () => here.table.insert([newJob('ordered', { orderKey: 'hot' })]),
      ],
      [
        'an insert with keys',
        () => here.table.insert([newJob('mail', { uniqueKey: 'k', idempotencyKey: 'k' })]),
      ],
      ['a cancellation', () => new JobCancels(here.database).cancel(newId())],
      ['a look at what is due', () => here.table.promote(batch)],
      ['a look at when something is due', () => here.table.nextDueMs()],
      ['a look for queues with work', () => here.table.waitingNames()],
      ['a look for what is to end', () => here.table.cancelled(here.worker)],
      ['a look at one', () => here.reports.find(newId())],
    ])('%s touches few pages', (__, work) => expectFew(work));

    it.each(['mail', 'ordered'])('the ends of attempts of %s touch few pages', async (name) => {
      const claimed = await here.claim(name, batch);
      expect(claimed).toHaveLength(batch);
      await expectFew(() => here.table.end(claimed));
      await expectFew(() => here.table.retry(claimed.map((ref) => ({ ref, delayMs: 1_000, error: 'no' }))));
      await expectFew(() => here.table.bury(claimed.map((ref) => ({ ref, reason: 'failed', error: 'no' }))));
      await expectFew(() => here.table.giveBack(claimed));
      await here.table.giveBack(claimed);
    });
  });
});
