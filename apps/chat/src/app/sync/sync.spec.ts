import { DataSource } from 'typeorm';
import { ChatScene } from '../chat-scene.contract';
import { ChangeReader } from './change-reader';
import { cursorBefore, writeSyncCursor } from './sync-cursor';

let scene: ChatScene;

beforeAll(async () => {
  scene = await ChatScene.start();
}, 60_000);
afterAll(() => scene.close());

interface Told {
  readonly event: string;
  // A spec reads whatever it asserts.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
}

async function groupOf(owner: string, ...others: string[]): Promise<string> {
  const body = { type: 'group', member_ids: others };
  return (await scene.as(owner).post('/v1/conversations', body)).json.id;
}
const say = (id: string, who: string, body: string) =>
  scene.as(who).post(`/v1/conversations/${id}/messages`, { client_msg_id: body, body });
const members = (id: string, rest = '') => `/v1/conversations/${id}/members${rest}`;
const ask = (who: string, query = '', place = 0) => scene.as(who, place).get(`/v1/sync${query}`);
const now = async (who: string): Promise<string> => (await ask(who)).json.next_cursor;

/** All that was missed since a cursor, page by page, and where to go on. */
async function missed(who: string, cursor: string, limit = 100): Promise<{ items: Told[]; cursor: string }> {
  const items: Told[] = [];
  for (let next = cursor; ;) {
    const { status, json } = await ask(who, `?cursor=${next}&limit=${limit}`, items.length % 2);
    expect(status).toBe(200);
    items.push(...json.items);
    next = json.next_cursor;
    if (!json.has_more) return { items, cursor: next };
  }
}
const words = ({ items }: { items: Told[] }) => items.map(({ event, data }) => data.message?.body ?? event);

it('begins with where one is, and tells from there on what happened, once and in order', async () => {
  const [ada, bo] = scene.people(2);
  const [one, two] = [await groupOf(ada, bo), await groupOf(bo, ada)];
  await say(one, ada, 'before');
  const first = await ask(ada);
  expect(first).toMatchObject({ status: 200, json: { items: [], has_more: false } });
  for (const word of ['a', 'b', 'c']) {
    await say(one, bo, `1${word}`);
    await say(two, bo, `2${word}`);
  }
  await scene.as(ada).patch(`/v1/conversations/${one}`, { title: 'Ours' });
  const whole = await missed(ada, first.json.next_cursor);
  expect(words(whole)).toEqual(['1a', '2a', '1b', '2b', '1c', '2c', 'conversation.updated']);
  expect(whole.items.at(-1)?.data).toMatchObject({ version: 6, conversation: { id: one, title: 'Ours' } });
  expect(await missed(ada, first.json.next_cursor, 2)).toMatchObject({ items: whole.items });
  expect((await missed(ada, whole.cursor)).items).toEqual([]);
});

it('skips nothing that was begun before the cursor and committed after it', async () => {
  const [ada, bo] = scene.people(2);
  const [slow, quick] = [await groupOf(ada, bo), await groupOf(ada, bo)];
  let cursor = await now(bo);
  const heard = new Set<string>();
  // What is told again is known by its version.
  const hear = async (limit?: number) => {
    const told = await missed(bo, cursor, limit);
    cursor = told.cursor;
    for (const word of words(told)) heard.add(word);
  };
  const runner = scene.at().get(DataSource).createQueryRunner();
  await runner.startTransaction();
  const send = `SELECT (send_message($1, $2, gen_random_uuid(), 'late', '', 'late', NULL, '{}')).outcome`;
  expect(await runner.query(send, [slow, ada])).toEqual([{ outcome: 'sent' }]);
  await say(quick, ada, 'early');
  await hear();
  expect([...heard]).toEqual(['early']);
  await say(quick, ada, 'later');
  // Committed between two pages, before the place of the second.
  const { json: page } = await ask(bo, `?cursor=${cursor}&limit=1`);
  expect(page).toMatchObject({ items: [{ data: { message: { body: 'early' } } }], has_more: true });
  await runner.commitTransaction();
  await runner.release();
  cursor = page.next_cursor;
  await hear();
  expect([...heard].sort()).toEqual(['early', 'later']);
  await hear(1);
  expect([...heard].sort()).toEqual(['early', 'late', 'later']);
  expect((await missed(bo, cursor)).items).toEqual([]);
});

describe('a cursor', () => {
  it('is its owner’s alone, and a text that is none is refused', async () => {
    const [ada, bo] = scene.people(2);
    const cursor = await now(ada);
    const moment = { xid: '3', at: new Date() };
    const forged = (xid: string, conversationId: string, version: number, change = {}) =>
      writeSyncCursor(ada, { ...moment, xid, conversationId, version, safe: moment, ...change });
    for (const query of [
      `?cursor=${await now(bo)}`,
      `?cursor=${cursor}x`,
      '?cursor=',
      '?cursor=%00',
      `?cursor=${forged("1'; --", ada, 0)}`,
      `?cursor=${forged('1', 'no-id', 0)}`,
      `?cursor=${forged('1', ada, -1)}`,
      `?cursor=${forged('99999999999999999999', ada, 1)}`,
      `?cursor=${forged('3', ada, 1.5)}`,
      `?cursor=${forged('3', ada, 1, { at: new Date(8.64e15) })}`,
      `?cursor=${forged('3', ada, 1, { safe: { ...moment, at: new Date(8.64e15) } })}`,
      `?cursor=${forged('3', ada, 1, { safe: { ...moment, xid: '-1' } })}`,
    ]) {
      expect([query, (await ask(ada, query)).status]).toEqual([query, query === '?cursor=%00' ? 422 : 400]);
    }
    for (const limit of ['0', '101', 'x']) expect((await ask(ada, `?limit=${limit}`)).status).toBe(422);
  });

  it('is too old after as many days as changes are kept, and where the database is not the one it was of', async () => {
    const [ada] = scene.people(1);
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
    const cursor = (xid: string, at: Date) => `?cursor=${writeSyncCursor(ada, cursorBefore({ xid, at }))}`;
    expect((await ask(ada, cursor('3', daysAgo(29.9)))).status).toBe(200);
    for (const query of [cursor('3', daysAgo(30.1)), cursor('4000000000000', new Date())]) {
      expect(await ask(ada, query)).toMatchObject({ status: 410, json: { code: 'cursor_too_old' } });
    }
  });
});

describe('who came and went meanwhile', () => {
  it('is told that she came, and what was said since, but not what was before', async () => {
    const [ada, bo] = scene.people(2);
    const cursor = await now(bo);
    const id = await groupOf(ada);
    const { json: old } = await say(id, ada, 'before');
    await scene.as(ada).post(members(id), { member_ids: [bo] });
    await scene.as(ada).patch(`/v1/messages/${old.id}`, { body: 'before, edited since' });
    await say(id, ada, 'since');
    const told = await missed(bo, cursor);
    expect(words(told)).toEqual(['member.added', 'conversation.updated', 'since']);
    expect(told.items[0]?.data).toMatchObject({ version: 3, member: { user_id: bo } });
    expect(told.items.map(({ data }) => data.version)).toEqual([3, 4, 5]);
    expect(JSON.stringify(told)).not.toContain('before');
    const [edit] = await scene.at().get(ChangeReader).after(id, 3, 1);
    expect(edit).toMatchObject({ event: 'message.updated', newcomers: { people: [bo] } });
  });

  it('is told that she went, and nothing that was said there', async () => {
    const [ada, bo, cy] = scene.people(3);
    const [id, passing] = [await groupOf(ada, bo, cy), await groupOf(ada)];
    const cursor = await now(bo);
    await say(id, ada, 'while she was there');
    await scene.as(ada).post(members(passing), { member_ids: [bo] });
    await say(passing, ada, 'while she was there too');
    for (const each of [id, passing]) await scene.as(ada).delete(members(each, `/${bo}`));
    await scene.as(ada).delete(members(id, `/${cy}`));
    for (const each of [id, passing]) await say(each, ada, 'after');
    const { items } = await missed(bo, cursor);
    expect(
      items.map(({ event, data }) => [event, data.conversation_id, data.user_id ?? data.member.user_id]),
    ).toEqual([
      ['member.added', passing, bo],
      ['member.removed', id, bo],
      ['member.removed', passing, bo],
    ]);
  });

  it('is told all of it who went and came back, and of the time between nothing', async () => {
    const [ada, bo] = scene.people(2);
    const id = await groupOf(ada, bo);
    const cursor = await now(bo);
    await scene.as(ada).delete(members(id, `/${bo}`));
    await say(id, ada, 'between');
    await scene.as(ada).post(members(id), { member_ids: [bo] });
    await say(id, ada, 'since');
    expect(words(await missed(bo, cursor))).toEqual(['member.removed', 'member.added', 'since']);
  });

  it('is told of a conversation’s end', async () => {
    const [ada, bo] = scene.people(2);
    const id = await groupOf(ada, bo);
    const cursor = await now(bo);
    await say(id, ada, 'the last word');
    await scene.as(ada).delete(`/v1/conversations/${id}`);
    expect((await missed(bo, cursor)).items).toEqual([
      { event: 'conversation.deleted', data: { conversation_id: id, version: 3 } },
    ]);
  });

  it('is told nothing of other people’s conversations', async () => {
    const [ada, bo, eve] = scene.people(3);
    const cursor = await now(eve);
    const id = await groupOf(ada, bo);
    await say(id, ada, 'ours');
    await scene.as(ada).delete(members(id, `/${bo}`));
    const stolen = writeSyncCursor(eve, cursorBefore({ xid: '3', at: new Date() }));
    for (const each of [cursor, stolen]) expect((await missed(eve, each)).items).toEqual([]);
  });
});
