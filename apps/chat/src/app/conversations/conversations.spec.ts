import { ChatScene } from '../chat-scene.contract';
import { ChangeReader } from '../sync/change-reader';

let scene: ChatScene;

beforeAll(async () => {
  scene = await ChatScene.start();
}, 60_000);
afterAll(() => scene.close());

const direct = (other: string) => ({ type: 'direct', member_ids: [other] });
const group = (...others: string[]) => ({ type: 'group', member_ids: others, title: 'Friends' });
const changesOf = (id: string) => scene.at().get(ChangeReader).after(id, 0, 100);

describe('a direct conversation', () => {
  it('is one, whoever of the two makes it, and however often', async () => {
    const [ada, bo] = scene.people(2);
    const made = await scene.as(ada).post('/v1/conversations', direct(bo));
    expect(made).toMatchObject({
      status: 201,
      json: {
        type: 'direct',
        title: null,
        member_count: 2,
        last_seq: 0,
        unread_count: 0,
        last_message: null,
      },
    });
    const again = await scene.as(bo, 1).post('/v1/conversations', direct(ada.toUpperCase()));
    expect(again).toMatchObject({ status: 200, json: { id: made.json.id, role: 'member' } });
  });

  it('is one where fifty ask for it at once at two instances', async () => {
    const [ada, bo] = scene.people(2);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, each) =>
        scene.as(each % 2 ? ada : bo, each % 2).post('/v1/conversations', direct(each % 2 ? bo : ada)),
      ),
    );
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(49).fill(200), 201]);
    expect(await changesOf(answers[0]?.json.id)).toMatchObject([
      { version: 1, event: 'conversation.updated', joined: expect.arrayContaining([ada, bo]) },
    ]);
  });

  it('is with exactly one other person, who exists', async () => {
    const [ada, bo, cy, nobody] = scene.people(4);
    scene.signer.nobody.add(nobody);
    const make = (body: object) => scene.as(ada).post('/v1/conversations', body);
    for (const body of [
      direct(ada),
      { type: 'direct', member_ids: [] },
      { type: 'direct', member_ids: [bo, cy] },
    ]) {
      expect(await make(body)).toMatchObject({ status: 422, json: { code: 'validation_failed' } });
    }
    expect(await make({ ...direct(bo), title: 'Us' })).toMatchObject({
      status: 422,
      json: { details: [{ field: 'title' }] },
    });
    expect(await make(direct(nobody))).toMatchObject({
      status: 422,
      json: { code: 'unknown_people', details: [{ field: 'member_ids', problems: [`${nobody} is nobody`] }] },
    });
  });

  it('keeps its two people, and its name', async () => {
    const [ada, bo, cy] = scene.people(3);
    const { id } = (await scene.as(ada).post('/v1/conversations', direct(bo))).json;
    const path = `/v1/conversations/${id}`;
    const answers = await Promise.all([
      scene.as(ada).delete(path),
      scene.as(ada).patch(path, { title: 'Us' }),
      scene.as(ada).post(`${path}/members`, { member_ids: [cy] }),
      scene.as(ada).delete(`${path}/members/me`),
      scene.as(ada).delete(`${path}/members?member_ids=${bo}`),
      scene.as(ada).patch(`${path}/members/${bo}`, { role: 'owner' }),
    ]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 409, json: { code: 'direct_conversation_fixed' } });
    }
    expect((await scene.as(bo).get(path)).json).toMatchObject({ member_count: 2, version: 1 });
  });
});

describe('a group', () => {
  it('is its maker’s, who need not name herself', async () => {
    const [ada, bo] = scene.people(2);
    const { status, json } = await scene.as(ada).post('/v1/conversations', group(bo, ada, bo));
    expect(status).toBe(201);
    expect(json).toMatchObject({
      type: 'group',
      title: 'Friends',
      role: 'owner',
      member_count: 2,
      version: 1,
    });
    expect(json.members.map((each: { user_id: string }) => each.user_id)).toEqual([ada, bo]);
    expect(await scene.as(bo, 1).get(`/v1/conversations/${json.id}`)).toMatchObject({
      status: 200,
      json: { role: 'member' },
    });
  });

  it('is made once for one Idempotency-Key', async () => {
    const [ada, bo] = scene.people(2);
    const headers = { 'idempotency-key': `group-of-${ada}` };
    const make = (place: number) => scene.as(ada, place).post('/v1/conversations', group(bo), { headers });
    const [first, second] = [await make(0), await make(1)];
    expect(second).toMatchObject({ status: 201, json: first.json });
    expect((await scene.as(ada).get('/v1/conversations')).json.items).toHaveLength(1);
  });

  it('is nobody else’s: strangers, and those who ask for one that is not, get the same answer', async () => {
    const [ada, bo, eve] = scene.people(3);
    const { id } = (await scene.as(ada).post('/v1/conversations', group(bo))).json;
    const answersOf = async (path: string) => {
      const as = scene.as(eve);
      return [
        await as.get(path),
        await as.patch(path, { title: 'Mine' }),
        await as.delete(path),
        await as.get(`${path}/members`),
        await as.post(`${path}/members`, { member_ids: [eve] }),
        await as.delete(`${path}/members/${bo}`),
        await as.delete(`${path}/members/me`),
        await as.delete(`${path}/members?member_ids=${bo}`),
        await as.patch(`${path}/members/${bo}`, { role: 'owner' }),
        await as.put(`${path}/read`, { seq: 1 }),
        await as.put(`${path}/delivered`, { seq: 1 }),
        await as.get(`${path}/receipts`),
      ].map(({ status, json }) => ({ status, ...json, request_id: undefined }));
    };
    const [none] = scene.people(1);
    const theirs = await answersOf(`/v1/conversations/${id}`);
    expect(theirs[0]).toMatchObject({ status: 404, code: 'conversation_unknown' });
    expect(new Set(theirs.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(await answersOf(`/v1/conversations/${none}`)).toEqual(theirs);
    expect(await answersOf('/v1/conversations/no-id')).toEqual(theirs);
  });

  it('is ended by its owner alone, for everybody and at once', async () => {
    const [ada, bo] = scene.people(2);
    const { id } = (await scene.as(ada).post('/v1/conversations', group(bo))).json;
    const path = `/v1/conversations/${id}`;
    expect(await scene.as(bo).delete(path)).toMatchObject({ status: 403, json: { code: 'not_allowed' } });
    expect((await scene.as(bo, 1).get(`${path}/members`)).status).toBe(200);
    expect((await scene.as(ada).delete(path)).status).toBe(204);
    for (const who of [ada, bo]) {
      expect((await scene.as(who, 1).get(path)).status).toBe(404);
      expect((await scene.as(who, 1).get(`${path}/members`)).status).toBe(404);
      expect((await scene.as(who).get('/v1/conversations')).json.items).toEqual([]);
    }
    expect((await changesOf(id)).at(-1)).toMatchObject({
      ...{
        conversation_id: id,
        version: 2,
        event: 'conversation.deleted',
        data: { conversation_id: id, version: 2 },
      },
      left: expect.arrayContaining([ada, bo]),
    });
  });

  it('has a title its admins may change, and none that is no title', async () => {
    const [ada, bo] = scene.people(2);
    const { id } = (await scene.as(ada).post('/v1/conversations', group(bo))).json;
    const rename = (who: string, body: object) => scene.as(who).patch(`/v1/conversations/${id}`, body);
    expect((await rename(bo, { title: 'Ours' })).status).toBe(403);
    expect(await rename(ada, { title: '<b>Ours</b>' })).toMatchObject({
      status: 200,
      json: { title: '<b>Ours</b>', version: 2 },
    });
    expect((await rename(ada, { title: '<b>Ours</b>' })).json.version).toBe(2);
    expect(await rename(ada, { title: null })).toMatchObject({
      status: 200,
      json: { title: null, version: 3 },
    });
    for (const body of [
      {},
      { title: '' },
      { title: 'x'.repeat(201) },
      { title: 5 },
      { title: 'x', type: 'direct' },
    ]) {
      expect((await rename(ada, body)).status).toBe(422);
    }
  });
});

it('are listed by what happened last, page by page, and only one’s own', async () => {
  const [ada, bo, cy] = scene.people(3);
  const ids: string[] = [];
  for (const other of [bo, cy, bo])
    ids.push((await scene.as(ada).post('/v1/conversations', group(other))).json.id);
  await scene.as(ada).patch(`/v1/conversations/${ids[0]}`, { title: 'Newest' });
  const first = (await scene.as(ada).get('/v1/conversations?limit=2')).json;
  expect(first.items.map(({ id }: { id: string }) => id)).toEqual([ids[0], ids[2]]);
  const second = (await scene.as(ada).get(`/v1/conversations?limit=2&cursor=${first.next_cursor}`)).json;
  expect(second).toMatchObject({ items: [{ id: ids[1] }], next_cursor: null });
  expect((await scene.as(cy).get('/v1/conversations')).json.items).toHaveLength(1);
  expect((await scene.as(ada).get('/v1/conversations?cursor=abc')).status).toBe(400);
});
