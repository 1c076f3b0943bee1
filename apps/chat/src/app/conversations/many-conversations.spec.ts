import { ChatScene } from '../chat-scene.contract';
import { groupOf, saidBy } from '../messages/message-scene.contract';
import { mostConversations } from './conversation.policy';
import { OwnConversations } from './own-conversations';

let scene: ChatScene;

beforeAll(async () => {
  scene = await ChatScene.start(1, {}, { shared_preload_libraries: 'pg_stat_statements' });
  await scene.rows('CREATE EXTENSION pg_stat_statements SCHEMA public');
}, 60_000);
afterAll(() => scene.close(), 30_000);

/** Puts somebody into so many groups of her own. */
async function fill(userId: string, count: number): Promise<void> {
  await scene.rows(
    `WITH made AS (INSERT INTO chat.conversations (id, type, created_by)
       SELECT gen_random_uuid(), 'group', $1::uuid FROM generate_series(1, $2::int) RETURNING id)
     INSERT INTO chat.members (conversation_id, user_id, role, joined_seq, joined_version, delivered_seq, read_seq)
     SELECT id, $1, 'owner', 0, 0, 0, 0 FROM made`,
    [userId, count],
  );
}

/** How many statements read, since it was asked last. */
async function readings(): Promise<number> {
  const [row] = await scene.rows<{ calls: number }>(
    `SELECT coalesce(sum(calls), 0)::int AS calls FROM public.pg_stat_statements
     WHERE query ~ '(FROM|JOIN) members' AND query !~ 'pg_stat'`,
  );
  await scene.rows('SELECT public.pg_stat_statements_reset()');
  return row?.calls ?? 0;
}

describe('a list of conversations', () => {
  it('shows the first ten of a large group and how many there are; the group itself the first hundred', async () => {
    const [ada, ...crowd] = scene.crowd(150) as [string, ...string[]];
    const { json: made } = await scene
      .as(ada)
      .post('/v1/conversations', { type: 'group', member_ids: crowd });
    const { json } = await scene.as(ada).get('/v1/conversations');
    const one = (await scene.as(ada).get(`/v1/conversations/${made.id}`)).json;
    expect([json.items[0].member_count, one.member_count]).toEqual([150, 150]);
    expect(one.members).toHaveLength(100);
    expect(json.items[0].members).toEqual(one.members.slice(0, 10));
  });

  it('costs a few statements where a hundred members ask for it at once, and each sees her own', async () => {
    const crowd = scene.crowd(100);
    const { id } = await groupOf(scene, crowd);
    const { id: other } = await groupOf(scene, crowd.slice(0, 1));
    const message = await saidBy(scene, [crowd[1] ?? '', id]);
    await readings();
    const list = scene.at().get(OwnConversations);
    const pages = await Promise.all(crowd.map((userId) => list.page(userId, { limit: 50 })));
    expect(await readings()).toBeLessThan(10);
    const found = pages.flatMap(({ items }) => items.find((each) => each.id === id) ?? []);
    expect(found.map(({ last_message }) => last_message?.id)).toEqual(crowd.map(() => message.id));
    expect(found.map(({ unread_count }) => unread_count)).toEqual(
      crowd.map((_, place) => (place === 1 ? 0 : 1)),
    );
    const ids = pages.map(({ items }) => items.map((each) => each.id));
    expect(ids).toEqual(crowd.map((_, place) => (place === 0 ? [id, other] : [id])));
  });
});

describe('the newest messages of many conversations', () => {
  it('are in order, page by page, though something was said meanwhile', async () => {
    const [ada] = scene.people(1);
    const places: string[] = [];
    for (let each = 0; each < 4; each += 1) places.push((await groupOf(scene, [ada])).id);
    const said: string[] = [];
    for (const at of [0, 1, 2, 3, 0, 1]) said.unshift((await saidBy(scene, [ada, places[at] ?? ''])).id);
    const page = async (cursor = '') => (await scene.as(ada).get(`/v1/messages?limit=2${cursor}`)).json;
    const first = await page();
    await saidBy(scene, [ada, places[3] ?? '']);
    await scene.as(ada).patch(`/v1/conversations/${places[2]}`, { title: 'Lately' });
    const second = await page(`&cursor=${first.next_cursor}`);
    const third = await page(`&cursor=${second.next_cursor}`);
    const found = [first, second, third].flatMap(({ items }) => items.map(({ id }: { id: string }) => id));
    expect(found).toEqual(said);
  });
});

describe('who is in as many conversations as anybody may be', () => {
  it('makes no other, and is asked into none, but stays and goes as she likes', async () => {
    const [ada, bob, eve] = scene.people(3);
    await fill(ada, mostConversations - 1);
    const make = (who: string, ...member_ids: string[]) =>
      scene.as(who).post('/v1/conversations', { type: 'group', member_ids });
    const { json: last } = await make(ada, bob);
    expect(await make(ada, bob)).toMatchObject({ status: 409, json: { code: 'too_many_conversations' } });
    const refusal = {
      status: 409,
      json: {
        code: 'too_many_conversations',
        details: [
          { field: 'member_ids', problems: [`${ada} is in as many conversations as anybody may be`] },
        ],
      },
    };
    expect(await make(bob, ada, eve)).toMatchObject(refusal);
    const direct = { type: 'direct', member_ids: [ada] };
    expect(await scene.as(bob).post('/v1/conversations', direct)).toMatchObject(refusal);
    const { json: other } = await make(bob, eve);
    const join = { member_ids: [ada] };
    const members = `/v1/conversations/${other.id}/members`;
    expect(await scene.as(bob).post(members, join)).toMatchObject(refusal);
    expect((await scene.as(bob).get(members)).json.items).toHaveLength(2);
    await scene.as(ada).patch(`/v1/conversations/${last.id}/members/${bob}`, { role: 'owner' });
    expect(
      (await scene.as(ada).post(`/v1/conversations/${last.id}/members`, { member_ids: [ada, eve] })).status,
    ).toBe(200);
    expect((await scene.as(ada).delete(`/v1/conversations/${last.id}/members/me`)).status).toBe(204);
    expect((await scene.as(bob).post(members, join)).json).toMatchObject({ member_count: 3 });
  });
});
