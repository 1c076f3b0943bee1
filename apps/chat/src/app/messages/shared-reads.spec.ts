import { until } from '@secureconnect/testing';
import { ChatScene } from '../chat-scene.contract';
import { groupOf, saidBy } from './message-scene.contract';
import { ListMessages } from './list-messages.use-case';
import { type ReadLimits, SharedReads } from './shared-reads';

/** A reader whose reads end when the spec says so. */
class HeldReads {
  readonly begun: { question: string; whos: readonly string[]; end: () => void }[] = [];
  readonly reads = new SharedReads<string, string>(
    (question, whos) =>
      new Promise((resolve, reject) => {
        const end = () =>
          question === 'bad'
            ? reject(new Error('gone'))
            : resolve(new Map(whos.map((who) => [who, `${question} of ${who}`])));
        this.begun.push({ question, whos, end });
      }),
    { reads: 1, waiting: 4, ...this.more },
  );

  constructor(private readonly more: Partial<ReadLimits<string>> = {}) {}

  ask(question: string, who: string): Promise<string | undefined> {
    return this.reads.ask(question, question, who);
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('what many read at once', () => {
  it('is read once for all who wait, and anew for who asks after it began', async () => {
    const held = new HeldReads();
    const first = [held.ask('a', 'ada'), held.ask('a', 'bob'), held.ask('b', 'eve')];
    await turn();
    expect(held.begun.map(({ question, whos }) => [question, whos])).toEqual([['a', ['ada', 'bob']]]);
    const late = held.ask('a', 'ada');
    for (const at of [0, 1, 2]) {
      await turn();
      held.begun[at]?.end();
    }
    expect(await Promise.all([...first, late])).toEqual(['a of ada', 'a of bob', 'b of eve', 'a of ada']);
    expect(held.begun).toHaveLength(3);
  });

  it('is read for so many together, and those who are fewer wait for others a moment', async () => {
    const held = new HeldReads({ together: () => 2, apartMs: 20 });
    const all = ['ada', 'bob', 'eve'].map((who) => held.ask('a', who));
    const apart = held.ask('b', 'dan');
    for (const at of [0, 1]) {
      await turn();
      held.begun[at]?.end();
    }
    expect(held.begun.map(({ whos }) => whos)).toEqual([['ada', 'bob'], ['dan']]);
    all.push(held.ask('a', 'fay'));
    await until('the others to go', () => held.begun.length === 3);
    held.begun[2]?.end();
    expect(held.begun[2]?.whos).toEqual(['eve', 'fay']);
    expect(await Promise.all([...all, apart])).toHaveLength(5);
  });

  it('is refused where too many wait, and fails for all who share what failed', async () => {
    const held = new HeldReads();
    const all = ['ada', 'bob', 'eve', 'dan'].map((who) => held.ask('bad', who));
    await expect(held.ask('bad', 'fay')).rejects.toMatchObject({ code: 'overloaded' });
    await turn();
    held.begun[0]?.end();
    for (const each of await Promise.allSettled(all))
      expect(each).toMatchObject({ reason: { message: 'gone' } });
    const again = held.ask('a', 'ada');
    await turn();
    held.begun[1]?.end();
    expect(await again).toBe('a of ada');
  });
});

describe('when 300 members open their conversation at once', () => {
  let scene: ChatScene;
  beforeAll(async () => {
    scene = await ChatScene.start(1, {}, { shared_preload_libraries: 'pg_stat_statements' });
    await scene.rows('CREATE EXTENSION pg_stat_statements SCHEMA public');
  }, 60_000);
  afterAll(() => scene.close(), 30_000);

  it('PostgreSQL is asked a few times, and each sees what she may', async () => {
    const [ada, eve, ...crowd] = scene.people(302);
    const { id } = await groupOf(scene, [ada!, ...crowd]);
    await saidBy(scene, [ada!, id]);
    await scene.rows('SELECT public.pg_stat_statements_reset()');
    const list = scene.at().get(ListMessages);
    const asked = { conversationId: id, limit: 50 };
    const open = (userId: string) => list.execute({ caller: { userId }, ...asked });
    const pages = await Promise.all(crowd.map(open));
    for (const { items } of pages) expect(items.map(({ seq }) => seq)).toEqual([1]);
    await expect(open(eve!)).rejects.toMatchObject({ code: 'conversation_unknown' });
    const [row] = await scene.rows<{ calls: number }>(
      `SELECT sum(calls)::int AS calls FROM public.pg_stat_statements WHERE query LIKE '%AS asker%'`,
    );
    expect(row?.calls).toBeLessThanOrEqual(5);
  });
});
