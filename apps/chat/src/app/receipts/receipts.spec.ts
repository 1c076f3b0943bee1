import { DataSource } from 'typeorm';
import { ChatScene } from '../chat-scene.contract';
import { type ChangePublisher, type PassingNews } from '../delivery/change-publisher';
import { MarkReceipt } from './mark-receipt.use-case';

let scene: ChatScene;

beforeAll(async () => {
  scene = await ChatScene.start();
}, 60_000);
afterAll(() => scene.close());

/** A group in which so much was said. */
async function groupOf(
  count: number,
  ...[owner, ...others]: readonly [string, ...string[]]
): Promise<string> {
  const body = { type: 'group', member_ids: others };
  const { id } = (await scene.as(owner).post('/v1/conversations', body)).json;
  for (let each = 1; each <= count; each += 1) {
    const message = { client_msg_id: `m${each}`, body: `${each}` };
    await scene.as(owner).post(`/v1/conversations/${id}/messages`, message);
  }
  return id;
}
const mark = (id: string, who: string, kind: string, seq: unknown, place = 0) =>
  scene.as(who, place).put(`/v1/conversations/${id}/${kind}`, { seq });
const unread = async (id: string, who: string) =>
  (await scene.as(who).get(`/v1/conversations/${id}`)).json.unread_count;

it('say how far somebody is, and what she has read was delivered', async () => {
  const [ada, bo] = scene.people(2);
  const id = await groupOf(5, ada, bo);
  const receipt = { conversation_id: id, user_id: bo };
  expect(await mark(id, bo, 'delivered', 4)).toMatchObject({
    status: 200,
    json: { ...receipt, delivered_seq: 4, read_seq: 0 },
  });
  expect((await mark(id, bo, 'read', 3)).json).toEqual({ ...receipt, delivered_seq: 4, read_seq: 3 });
  expect((await mark(id, bo, 'read', 5)).json).toEqual({ ...receipt, delivered_seq: 5, read_seq: 5 });
  const { json } = await scene.as(ada, 1).get(`/v1/conversations/${id}/receipts`);
  const own = { conversation_id: id, user_id: ada, delivered_seq: 5, read_seq: 5 };
  expect(json).toEqual({
    items: expect.arrayContaining([own, { ...receipt, delivered_seq: 5, read_seq: 5 }]),
    next_cursor: null,
  });
});

it('never go backwards, whoever of many says what first', async () => {
  const [ada, bo] = scene.people(2);
  const id = await groupOf(10, ada, bo);
  const seqs = [3, 10, 1, 7, 2, 9, 5];
  const answers = await Promise.all(
    seqs.map((seq, place) => mark(id, bo, place % 2 ? 'read' : 'delivered', seq, place % 2)),
  );
  for (const [place, { status, json }] of answers.entries()) {
    expect(status).toBe(200);
    expect(json.delivered_seq).toBeGreaterThanOrEqual(seqs[place] as number);
  }
  expect((await mark(id, bo, 'read', 1)).json).toMatchObject({ delivered_seq: 10, read_seq: 10 });
  expect((await mark(id, bo, 'delivered', 1)).json).toMatchObject({ delivered_seq: 10, read_seq: 10 });
});

it('stop at the end of what was said', async () => {
  const [ada, bo] = scene.people(2);
  const id = await groupOf(2, ada, bo);
  for (const kind of ['read', 'delivered']) {
    expect(await mark(id, bo, kind, 3)).toMatchObject({ status: 422, json: { code: 'beyond_the_end' } });
    for (const seq of [0, -1, 1.5, '2', null, 2 ** 53, undefined]) {
      expect(await mark(id, bo, kind, seq)).toMatchObject({
        status: 422,
        json: { code: 'validation_failed' },
      });
    }
  }
  expect((await scene.as(bo).get(`/v1/conversations/${id}`)).json).toMatchObject({
    read_seq: 0,
    unread_count: 2,
  });
});

it('count what is unread: nothing for who says it, and less for who reads', async () => {
  const [ada, bo] = scene.people(2);
  const id = await groupOf(4, ada, bo);
  expect([await unread(id, ada), await unread(id, bo)]).toEqual([0, 4]);
  await mark(id, bo, 'delivered', 4);
  expect(await unread(id, bo)).toBe(4);
  await mark(id, bo, 'read', 3);
  expect(await unread(id, bo)).toBe(1);
});

it('are told to all who are in it, her own devices too, once, and not where nothing moved', async () => {
  const [ada, bo] = scene.people(2);
  const id = await groupOf(2, ada, bo);
  const passed: PassingNews[] = [];
  const publisher: ChangePublisher = { publish: () => undefined, pass: (news) => void passed.push(news) };
  const receipts = new MarkReceipt(scene.at().get(DataSource), publisher);
  const asBo = { caller: { userId: bo }, conversationId: id } as const;
  await receipts.execute({ ...asBo, kind: 'read', seq: 2 });
  await receipts.execute({ ...asBo, kind: 'read', seq: 1 });
  await receipts.execute({ ...asBo, kind: 'delivered', seq: 2 });
  const receipt = { conversation_id: id, user_id: bo, delivered_seq: 2, read_seq: 2 };
  expect(passed).toEqual([{ conversation_id: id, version: 3, event: 'receipt.updated', data: { receipt } }]);
});

it('are nothing of hers any more who left, nor of one page in another conversation', async () => {
  const [ada, bo] = scene.people(2);
  const [id, other] = [await groupOf(1, ada, bo), await groupOf(1, ada, bo)];
  const page = (await scene.as(ada).get(`/v1/conversations/${id}/receipts?limit=1`)).json;
  expect(page.items).toHaveLength(1);
  const elsewhere = await scene.as(ada).get(`/v1/conversations/${other}/receipts?cursor=${page.next_cursor}`);
  expect(elsewhere).toMatchObject({ status: 400, json: { code: 'invalid_cursor' } });
  await scene.as(bo).delete(`/v1/conversations/${id}/members/me`);
  for (const who of [bo, scene.people(1)[0]])
    expect(await scene.as(who).get(`/v1/conversations/${id}/receipts`)).toMatchObject({
      status: 404,
      json: { code: 'conversation_unknown' },
    });
  expect(await mark(id, bo, 'read', 1)).toMatchObject({
    status: 404,
    json: { code: 'conversation_unknown' },
  });
  expect((await scene.as(ada, 1).get(`/v1/conversations/${id}/receipts`)).json.items).toHaveLength(1);
});
