import { type MessageWire, type Page } from '@secureconnect/contracts';
import { ChatScene } from '../chat-scene.contract';
import { groupOf, joinGroup, say, saidBy } from './message-scene.contract';

let scene: ChatScene;
beforeAll(async () => (scene = await ChatScene.start()), 60_000);
afterAll(() => scene.close(), 30_000);

const list = async (who: string, query: Record<string, string>): Promise<Page<MessageWire>> =>
  (await scene.as(who).get(`/v1/messages?${new URLSearchParams(query)}`)).json as Page<MessageWire>;
const seqs = ({ items }: Page<MessageWire>): number[] => items.map(({ seq }) => seq);

/** A group in which so much was said. */
async function conversationOf(people: readonly string[], count: number): Promise<string> {
  const { id } = await groupOf(scene, people);
  for (let each = 0; each < count; each += 1) await saidBy(scene, [people[each % people.length]!, id]);
  return id;
}

describe('the messages of a conversation', () => {
  it('come by rising numbers, whichever part is asked for, and go on away from there', async () => {
    const [ada] = scene.people(1);
    const conversation_id = await conversationOf([ada], 9);
    const of = (query: Record<string, string>) => list(ada, { conversation_id, limit: '3', ...query });
    const newest = await of({});
    expect(seqs(newest)).toEqual([7, 8, 9]);
    const earlier = await of({ cursor: newest.next_cursor! });
    expect(seqs(earlier)).toEqual([4, 5, 6]);
    const first = await of({ cursor: earlier.next_cursor! });
    expect([seqs(first), first.next_cursor]).toEqual([[1, 2, 3], null]);
    expect(seqs(await of({ before_seq: '6' }))).toEqual([3, 4, 5]);
    const after = await of({ after_seq: '4' });
    expect(seqs(after)).toEqual([5, 6, 7]);
    expect(seqs(await of({ cursor: after.next_cursor! }))).toEqual([8, 9]);
    expect(seqs(await of({ around_seq: '5' }))).toEqual([4, 5, 6]);
    expect(seqs(await of({ around_seq: '9', limit: '4' }))).toEqual([8, 9]);
    expect(await of({ after_seq: '9' })).toEqual({ items: [], next_cursor: null });
  });

  it('begin for a newcomer where she came in', async () => {
    const [ada, eve] = scene.people(2);
    const conversation_id = await conversationOf([ada], 3);
    await joinGroup(scene, conversation_id, [eve]);
    for (const _more of [4, 5]) await saidBy(scene, [ada, conversation_id]);
    const everywhere: Record<string, string>[] = [
      ...[{}, { after_seq: '0' }],
      ...[{ around_seq: '1' }, { before_seq: '6' }],
    ];
    for (const where of everywhere)
      expect(seqs(await list(eve, { conversation_id, ...where }))).toEqual([4, 5]);
    expect(seqs(await list(eve, {}))).toEqual([5, 4]);
  });

  it('are not gone through by a cursor of another one', async () => {
    const [ada] = scene.people(1);
    const [here, there] = [await conversationOf([ada], 3), await conversationOf([ada], 3)];
    const { next_cursor } = await list(ada, { conversation_id: here, limit: '1' });
    const elsewhere = { conversation_id: there, limit: '1', cursor: next_cursor! };
    expect(await list(ada, elsewhere)).toMatchObject({ code: 'invalid_cursor' });
    expect(await list(ada, { cursor: next_cursor! })).toMatchObject({ code: 'invalid_cursor' });
  });

  it.each<Record<string, string>>([
    { before_seq: '1', after_seq: '1' },
    { around_seq: '1', after_seq: '1' },
    { before_seq: '0' },
    { after_seq: '-1' },
    { around_seq: '1.5' },
    { before_seq: '9007199254740993' },
    { limit: '101' },
  ])('asked for by %j are refused', async (query) => {
    const [ada] = scene.people(1);
    const conversation_id = await conversationOf([ada], 1);
    expect(await list(ada, { conversation_id, ...query })).toMatchObject({ code: 'validation_failed' });
  });
});

describe('the newest messages of all conversations', () => {
  it('come the latest first, each once, and none that is not hers', async () => {
    const [ada, bob, eve] = scene.people(3);
    const places = [];
    for (const people of [[ada, bob], [ada], [ada, eve]]) places.push((await groupOf(scene, people)).id);
    const foreign = await conversationOf([bob, eve], 1);
    const order = [0, 0, 1, 2, 2, 2, 0, 1, 0, 2];
    const said: string[] = [];
    for (const place of order) said.unshift((await saidBy(scene, [ada, places[place]!])).id);
    const found: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await list(ada, { limit: '3', ...(cursor ? { cursor } : {}) });
      found.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor);
    expect(found).toEqual(said);
    expect((await list(eve, {})).items.map(({ conversation_id: id }) => id)).toContain(foreign);
    expect((await list(eve, {})).items).toHaveLength(5);
    expect(await list(ada, { after_seq: '1' })).toMatchObject({ code: 'validation_failed' });
  });
});

describe('50 who send at once to two instances', () => {
  it('have numbers without a gap, in the order of the versions', async () => {
    const people = scene.people(50);
    const { id } = await groupOf(scene, people);
    const answers = await Promise.all(
      people.flatMap((who, place) => [
        say(scene, [who, id], {}, place % 2),
        say(scene, [who, id], {}, (place + 1) % 2),
      ]),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const numbers = answers.map(({ json }) => (json as MessageWire).seq).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 100 }, (_, place) => place + 1));
    const rows = await scene.rows<{ seq: number }>(
      `SELECT m.seq::int FROM chat.changes c JOIN chat.messages m ON m.id = c.about
       WHERE c.conversation_id = $1 ORDER BY c.version`,
      [id],
    );
    expect(rows.map(({ seq }) => seq)).toEqual(numbers);
  });
});
