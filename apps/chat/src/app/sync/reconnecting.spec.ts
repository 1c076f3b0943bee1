import { ChatScene } from '../chat-scene.contract';
import { ResumeSync } from './resume-sync.use-case';

let scene: ChatScene;

beforeAll(async () => {
  scene = await ChatScene.start(2, {}, { shared_preload_libraries: 'pg_stat_statements' });
  await scene.rows('CREATE EXTENSION pg_stat_statements SCHEMA public');
}, 60_000);
afterAll(() => scene.close());

/** What PostgreSQL was asked for sync since the last reset: what was missed, and what was said. */
const statements = async (): Promise<number> => {
  const [row] = await scene.rows<{ calls: number }>(
    `SELECT sum(calls)::int AS calls FROM public.pg_stat_statements
     WHERE query LIKE '%pg_snapshot_xmin%' OR query LIKE '%FROM messages m WHERE m.id = ANY%'`,
  );
  return row?.calls ?? 0;
};

it('a thousand members of a group who come back at once cost few queries, and each is told all', async () => {
  const [ada] = scene.people(1);
  const crowd = scene.crowd(999);
  const body = { type: 'group', member_ids: crowd };
  const { id } = (await scene.as(ada).post('/v1/conversations', body)).json;
  const resume = (cursorOf: (userId: string) => string | undefined) =>
    Promise.all(
      crowd.map((userId, place) => {
        const cursor = cursorOf(userId);
        return scene
          .at(place % 2)
          .get(ResumeSync)
          .execute({ caller: { userId }, ...(cursor && { cursor }) });
      }),
    );
  const begun = await resume(() => undefined);
  const cursors = new Map(crowd.map((userId, place) => [userId, begun[place]?.next_cursor]));
  for (let each = 1; each <= 10; each += 1) {
    const message = { client_msg_id: `m${each}`, body: `${each}` };
    await scene.as(ada).post(`/v1/conversations/${id}/messages`, message);
  }
  await scene.rows('SELECT public.pg_stat_statements_reset()');
  const answers = await resume((userId) => cursors.get(userId));
  for (const { items, has_more } of answers) {
    expect(has_more).toBe(false);
    expect(items.map(({ data }) => 'message' in data && data.message.seq)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  }
  // Ten flights of a hundred, each of two statements.
  expect(await statements()).toBeLessThanOrEqual(20);
}, 60_000);
