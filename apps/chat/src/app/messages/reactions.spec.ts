import { type MessageWire } from '@secureconnect/contracts';
import { ChatScene } from '../chat-scene.contract';
import { groupOf, saidBy } from './message-scene.contract';

let scene: ChatScene;
beforeAll(async () => (scene = await ChatScene.start()), 60_000);
afterAll(() => scene.close(), 30_000);

const pathOf = ({ id }: MessageWire, emoji: string): string =>
  `/v1/messages/${id}/reactions/${encodeURIComponent(emoji)}`;
const versionOf = async (id: string): Promise<unknown> =>
  (await scene.rows('SELECT version::int FROM chat.conversations WHERE id = $1', [id]))[0]?.version;

describe('a reaction', () => {
  it('is set once by each, in the order in which they came, and taken away again', async () => {
    const [ada, bob] = scene.people(2);
    const { id } = await groupOf(scene, [ada, bob]);
    const message = await saidBy(scene, [ada, id]);
    await scene.as(bob).put(pathOf(message, '👍🏽'));
    await scene.as(ada).put(pathOf(message, '❤️'));
    // Some keyboards leave out the mark that makes it a picture.
    const { json } = await scene.as(bob, 1).put(pathOf(message, '❤'));
    const hearts = { emoji: '❤️', count: 2, user_ids: [ada, bob] };
    expect(json).toEqual({ ...message, reactions: [{ emoji: '👍🏽', count: 1, user_ids: [bob] }, hearts] });
    expect((await scene.as(bob).put(pathOf(message, '❤️'))).json).toEqual(json);
    expect(await versionOf(id)).toBe(4);
    for (const _again of [1, 2]) expect((await scene.as(bob).delete(pathOf(message, '👍🏽'))).status).toBe(204);
    expect((await scene.as(ada).get(`/v1/messages/${message.id}`)).json).toEqual({
      ...message,
      reactions: [hearts],
    });
    expect(await versionOf(id)).toBe(5);
  });

  it.each([
    ['a family', '👨‍👩‍👧‍👦', 200],
    ['a kiss of two with skins of their own', '👩🏻‍❤️‍💋‍👨🏿', 200],
    ['a flag', '🇨🇭', 200],
    ['a key', '1️⃣', 200],
    ['two of them', '👍👍', 422],
    ['a letter', 'a', 422],
    ['a digit', '1', 422],
    ['a word', 'thumbs', 422],
    ['half a flag', '🇨', 422],
    ['a mark alone', '\u200d', 422],
    ['markup', '<b>', 422],
  ])('of %s', async (_what, emoji, status) => {
    const [ada] = scene.people(1);
    const message = await saidBy(scene, [ada, (await groupOf(scene, [ada])).id]);
    expect((await scene.as(ada).put(pathOf(message, emoji))).status).toBe(status);
  });

  it('of a twenty-first kind does not fit, also where all come at once; one that is there goes on', async () => {
    const [ada, bob] = scene.people(2);
    const message = await saidBy(scene, [ada, (await groupOf(scene, [ada, bob])).id]);
    const fruits = Array.from({ length: 26 }, (_, place) => String.fromCodePoint(0x1f400 + place));
    const answers = await Promise.all(
      fruits.map((fruit, place) => scene.as(ada, place % 2).put(pathOf(message, fruit))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    expect(answers.filter(({ json }) => json.code === 'too_many_reactions')).toHaveLength(6);
    const { json } = await scene.as(bob).get(`/v1/messages/${message.id}`);
    const there = (json as MessageWire).reactions;
    expect(there).toHaveLength(20);
    expect((await scene.as(bob).put(pathOf(message, there[0]!.emoji))).status).toBe(200);
  });

  it('of a crowd tells how many set it, and who the first hundred were', async () => {
    const crowd = scene.crowd(150) as [string, ...string[]];
    const message = await saidBy(scene, [crowd[0], (await groupOf(scene, crowd)).id]);
    await scene.rows(
      `INSERT INTO chat.reactions (message_id, user_id, emoji, at)
       SELECT $1, p, '👍', now() - (200 - n) * interval '1 second'
       FROM unnest($2::uuid[]) WITH ORDINALITY AS crowd(p, n) WHERE n > 1`,
      [message.id, crowd],
    );
    const told = [{ emoji: '👍', count: 150, user_ids: crowd.slice(1, 101) }];
    expect((await scene.as(crowd[0]).put(pathOf(message, '👍'))).json).toMatchObject({ reactions: told });
    const { json } = await scene.as(crowd[0], 1).get(`/v1/messages/${message.id}`);
    expect(json).toMatchObject({ reactions: told });
  });

  it('to a deleted message is refused', async () => {
    const [ada] = scene.people(1);
    const message = await saidBy(scene, [ada, (await groupOf(scene, [ada])).id]);
    await scene.as(ada).delete(`/v1/messages/${message.id}`);
    const { json } = await scene.as(ada).put(pathOf(message, '👍'));
    expect(json).toMatchObject({ code: 'message_deleted' });
  });
});
