import { type MessageWire, type Page } from '@secureconnect/contracts';
import { until } from '@secureconnect/testing';
import { ChatScene } from '../chat-scene.contract';
import { groupOf, joinGroup, saidBy } from '../messages/message-scene.contract';

let scene: ChatScene;
beforeAll(async () => (scene = await ChatScene.start(1)), 60_000);
afterAll(() => scene.close(), 30_000);

const find = async (who: string, query: Record<string, string>): Promise<Page<MessageWire>> => {
  const { status, json } = await scene.as(who).get(`/v1/messages/search?${new URLSearchParams(query)}`);
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(json)}`);
  return json as Page<MessageWire>;
};
const bodies = async (...given: Parameters<typeof find>): Promise<string[]> =>
  (await find(...given)).items.map(({ body }) => body);

/** Many messages at once, past the service: 1 to `count`, with what SQL makes of the number g. */
async function fill(place: string, sender: string, [count, body]: readonly [number, string]): Promise<void> {
  await scene.rows(
    `INSERT INTO chat.messages (conversation_id, seq, id, sender_id, client_msg_id, fingerprint, body, created_at)
     SELECT $1, g, gen_random_uuid(), $2, g::text, '', ${body}, now() - interval '1 hour' + g * interval '1 ms'
     FROM generate_series(1, $3::int) g`,
    [place, sender, count],
  );
  await scene.rows('UPDATE chat.conversations SET last_seq = $2 WHERE id = $1', [place, count]);
  await scene.rows('ANALYZE chat.messages');
}

/** All pages, as far as they go. */
async function pages(who: string, query: Record<string, string>): Promise<Page<MessageWire>[]> {
  const found = [await find(who, query)];
  for (let next = found[0]?.next_cursor; next; next = found.at(-1)?.next_cursor)
    found.push(await find(who, { ...query, cursor: next }));
  return found;
}

describe('a search', () => {
  it('finds messages that have all words, or words that begin like them, the latest first', async () => {
    const [ada] = scene.people(1);
    const places = [await groupOf(scene, [ada]), await groupOf(scene, [ada])];
    const said = [
      'The Zebra of Zürich',
      'zebras, twice',
      'a zebra at home@example.com',
      "no stripes: o'neil & co",
    ];
    for (const [place, body] of said.entries()) await saidBy(scene, [ada, places[place % 2]!.id], { body });
    expect(await bodies(ada, { q: 'ZEB' })).toEqual([said[2], said[1], said[0]]);
    expect(await bodies(ada, { q: 'zürich zebra' })).toEqual([said[0]]);
    expect(await bodies(ada, { q: 'home@example.com' })).toEqual([said[2]]);
    expect(await bodies(ada, { q: 'zebra', conversation_id: places[1]!.id })).toEqual([said[1]]);
    expect(await bodies(ada, { q: 'ebra' })).toEqual([]);
    for (const q of ["o'neil & co", "'neil", '!(a | b) <-> c:*\\', '🦓', '&', "'", '\\', places[0]!.id])
      expect((await find(ada, { q })).next_cursor).toBeNull();
    expect(await bodies(ada, { q: places[0]!.id })).toEqual([]);
    expect(await bodies(ada, { q: "o'neil & co" })).toEqual([said[3]]);
  });

  it('finds only what she may see, as it is now', async () => {
    const [ada, bob, eve] = scene.people(3);
    const { id } = await groupOf(scene, [ada, bob]);
    const early = await saidBy(scene, [ada, id], { body: 'secret one' });
    await joinGroup(scene, id, [eve]);
    const late = await saidBy(scene, [ada, id], { body: 'secret two' });
    expect(await bodies(eve, { q: 'secret' })).toEqual(['secret two']);
    await scene.as(ada).patch(`/v1/messages/${early.id}`, { body: 'harmless one' });
    await scene.as(ada).delete(`/v1/messages/${late.id}`);
    expect(await bodies(ada, { q: 'secret' })).toEqual([]);
    expect(await bodies(ada, { q: 'harmless' })).toEqual(['harmless one']);
    const left = 'UPDATE chat.members SET left_at = now(), left_version = 9 WHERE user_id = $1';
    await scene.rows(left, [bob]);
    expect(await bodies(bob, { q: 'harmless' })).toEqual([]);
    const named = { q: 'harmless', conversation_id: id };
    for (const who of [bob, scene.people(1)[0]])
      await expect(find(who, named)).rejects.toThrow('conversation_unknown');
  });

  it('leafs through common words, and finds rare ones by the index, among very many', async () => {
    const [ada] = scene.people(1);
    const { id } = await groupOf(scene, [ada]);
    const rare = `CASE WHEN g % 2000 = 1 THEN ' zebra' ELSE '' END`;
    await fill(id, ada, [5_000, `'the common words ' || g || ${rare}`]);
    const all = (await pages(ada, { q: 'zebra', limit: '2' })).flatMap(({ items }) => items);
    expect(all.map(({ seq }) => seq)).toEqual([4_001, 2_001, 1]);
    const scans = () =>
      scene.rows<{ scans: number }>(
        `SELECT idx_scan::int AS scans FROM pg_stat_user_indexes WHERE indexrelname = 'messages_by_words'`,
      );
    await until('the index to have been asked', async () => (await scans())[0]!.scans > 0);
    const [eve] = scene.people(1);
    await joinGroup(scene, id, [eve]);
    await scene.rows('UPDATE chat.members SET joined_seq = 3000 WHERE user_id = $1', [eve]);
    const hers = (await pages(eve, { q: 'zebra' })).flatMap(({ items }) => items);
    expect(hers.map(({ seq }) => seq)).toEqual([4_001]);
    const common = await pages(ada, { q: 'common wor', conversation_id: id, limit: '100' });
    expect(common.flatMap(({ items }) => items.map(({ seq }) => seq))).toEqual(
      Array.from({ length: 5_000 }, (_, place) => 5_000 - place),
    );
  });

  it('for words that were common long ago comes to them in bounded steps', async () => {
    const [ada] = scene.people(1);
    const { id } = await groupOf(scene, [ada]);
    await fill(id, ada, [6_000, `CASE WHEN g <= 2500 THEN 'olden days ' ELSE 'now ' END || g`]);
    const found = await pages(ada, { q: 'olden', conversation_id: id, limit: '100' });
    expect(found.filter(({ items }) => items.length === 0)).toHaveLength(7);
    expect(found.flatMap(({ items }) => items.map(({ seq }) => seq))).toEqual(
      Array.from({ length: 2_500 }, (_, place) => 2_500 - place),
    );
  });

  it.each([
    ['q='],
    [''],
    [`q=${'x'.repeat(129)}`],
    ['q=a&limit=101'],
    ['q=a&conversation_id=b'],
    ['q=a&other=1'],
  ])('for ?%s is refused', async (query) => {
    const { status } = await scene.as(scene.people(1)[0]).get(`/v1/messages/search?${query}`);
    expect(status).toBe(422);
  });

  it('does not go on by a cursor of another list', async () => {
    const { json } = await scene.as(scene.people(1)[0]).get('/v1/messages/search?q=a&cursor=WzEsMV0');
    expect(json).toMatchObject({ code: 'invalid_cursor' });
  });
});
