import { connectSocket, type FaultProxy, type HttpAnswer, startFaultProxy } from '@secureconnect/testing';
import { ChatScene } from '../chat-scene.contract';
import { Memberships } from '../memberships/memberships';
import { ChangeReader } from '../sync/change-reader';

// Many change one conversation at once here: an order that is wrong once in a while is wrong, and a second run would hide it.
jest.retryTimes(0);

let scene: ChatScene;

beforeAll(async () => {
  scene = await ChatScene.start();
}, 60_000);
afterAll(() => scene.close());

async function groupOf(owner: string, ...others: string[]): Promise<string> {
  const body = { type: 'group', member_ids: others };
  return (await scene.as(owner).post('/v1/conversations', body)).json.id;
}
const pathOf = (id: string, rest = '') => `/v1/conversations/${id}/members${rest}`;
const add = (id: string, who: string, ...people: string[]) =>
  scene.as(who).post(pathOf(id), { member_ids: people });
const remove = (id: string, who: string, whom: string, place = 0) =>
  scene.as(who, place).delete(pathOf(id, `/${whom}`));
const give = (id: string, who: string, whom: string, role: string) =>
  scene.as(who).patch(pathOf(id, `/${whom}`), { role });
const say = (id: string, who: string, body: string) =>
  scene.as(who).post(`/v1/conversations/${id}/messages`, { client_msg_id: body, body });
const changesOf = (id: string) => scene.at().get(ChangeReader).after(id, 0, 1_000);
const idsOf = ({ json }: HttpAnswer) => json.items.map(({ user_id }: { user_id: string }) => user_id);

describe('who may do what', () => {
  it('an admin adds and removes people, and has nothing to say to owners', async () => {
    const [ada, bo, cy, di] = scene.people(4);
    const id = await groupOf(ada, bo, cy);
    expect((await add(id, bo, di)).status).toBe(403);
    expect((await remove(id, bo, cy)).status).toBe(403);
    expect((await give(id, bo, bo, 'admin')).status).toBe(403);
    expect(await give(id, ada, bo, 'admin')).toMatchObject({
      status: 200,
      json: { user_id: bo, role: 'admin' },
    });
    expect(await add(id, bo, di, di, cy)).toMatchObject({
      status: 200,
      json: { member_count: 4, version: 3 },
    });
    expect((await remove(id, bo, cy)).status).toBe(204);
    for (const answer of [
      await remove(id, bo, ada),
      await give(id, bo, ada, 'member'),
      await give(id, bo, di, 'owner'),
      await give(id, bo, bo, 'owner'),
    ]) {
      expect(answer).toMatchObject({ status: 403, json: { code: 'not_allowed' } });
    }
    expect(await remove(id, bo, cy)).toMatchObject({ status: 404, json: { code: 'member_unknown' } });
    expect(await give(id, ada, cy, 'admin')).toMatchObject({ status: 404, json: { code: 'member_unknown' } });
  });

  it('the last owner stays until somebody else is one, unless she is the last of all', async () => {
    const [ada, bo] = scene.people(2);
    const id = await groupOf(ada, bo);
    for (const answer of [
      await remove(id, ada, 'me'),
      await give(id, ada, ada, 'admin'),
      await scene.as(ada).delete(pathOf(id, `?member_ids=${ada}`)),
    ]) {
      expect(answer).toMatchObject({ status: 409, json: { code: 'owner_needed' } });
    }
    expect((await give(id, ada, bo, 'owner')).status).toBe(200);
    expect((await remove(id, ada, 'me')).status).toBe(204);
    expect((await remove(id, bo, 'me')).status).toBe(204);
    expect((await remove(id, bo, 'me')).status).toBe(404);
    expect((await changesOf(id)).map(({ event, left }) => [event, left])).toEqual([
      ['conversation.updated', undefined],
      ['conversation.updated', undefined],
      ['member.removed', [ada]],
      ['member.removed', [bo]],
    ]);
  });

  it('no more come in than a thousand, and nobody who does not exist', async () => {
    const [ada, nobody, late] = scene.people(3);
    const crowd = scene.crowd(999);
    scene.signer.nobody.add(nobody);
    const id = await groupOf(ada, ...crowd);
    expect(await add(id, ada, late)).toMatchObject({ status: 409, json: { code: 'conversation_full' } });
    expect(await add(id, ada, nobody)).toMatchObject({ status: 422, json: { code: 'unknown_people' } });
    expect((await add(id, ada, ...scene.crowd(101))).status).toBe(422);
    const read = (await scene.as(ada).get(`/v1/conversations/${id}`)).json;
    expect(read).toMatchObject({ member_count: 1_000, version: 1 });
    expect(read.members).toHaveLength(100);
  });
});

it('are listed page by page, by a cursor that is good for no other conversation', async () => {
  const [ada] = scene.people(1);
  const crowd = scene.crowd(5);
  const [id, other] = [await groupOf(ada, ...crowd), await groupOf(ada, ...crowd)];
  const first = await scene.as(ada).get(pathOf(id, '?limit=4'));
  const second = await scene.as(ada, 1).get(pathOf(id, `?limit=4&cursor=${first.json.next_cursor}`));
  expect([...idsOf(first), ...idsOf(second)]).toEqual([ada, ...crowd]);
  expect(second.json.next_cursor).toBeNull();
  expect(await scene.as(ada).get(pathOf(other, `?cursor=${first.json.next_cursor}`))).toMatchObject({
    status: 400,
    json: { code: 'invalid_cursor' },
  });
});

it('see what is said after they came, and nothing of before, though they were there once', async () => {
  const [ada, bo] = scene.people(2);
  const id = await groupOf(ada, bo);
  await say(id, ada, 'one');
  await remove(id, ada, bo);
  await say(id, ada, 'two');
  await add(id, ada, bo);
  const path = `/v1/conversations/${id}`;
  const again = (await scene.as(bo).get(path)).json;
  expect(again).toMatchObject({
    last_seq: 2,
    read_seq: 2,
    unread_count: 0,
    last_message: null,
    role: 'member',
  });
  await say(id, ada, 'three');
  expect((await scene.as(bo).get(path)).json).toMatchObject({
    unread_count: 1,
    last_message: { body: 'three' },
  });
});

it('changed by many at once at two instances have versions without gaps, and end as the last change says', async () => {
  const [ada] = scene.people(1);
  const crowd = scene.crowd(20);
  const id = await groupOf(ada);
  const answers = await Promise.all(
    crowd.flatMap((each, place) => [
      add(id, ada, each, crowd[0] as string),
      scene.as(ada, place % 2).delete(pathOf(id, `?member_ids=${each}`)),
      say(id, ada, `m${place}`),
    ]),
  );
  expect(
    answers.map(({ status }) => status).filter((status) => ![200, 201, 204, 404].includes(status)),
  ).toEqual([]);
  const changes = await changesOf(id);
  expect(changes.map(({ version }) => version)).toEqual(changes.map((_, place) => place + 1));
  // What sync relies on, whoever waited for the lock before whom.
  const xids = await scene.rows<{ xid: string }>(
    'SELECT xid::text AS xid FROM chat.changes WHERE conversation_id = $1 ORDER BY version',
    [id],
  );
  expect(xids.map(({ xid }) => Number(xid))).toEqual(
    [...xids.map(({ xid }) => Number(xid))].sort((a, b) => a - b),
  );
  const members = new Set<string>();
  for (const { joined = [], left = [] } of changes) {
    joined.forEach((each) => members.add(each));
    left.forEach((each) => members.delete(each));
  }
  expect(new Set(idsOf(await scene.as(ada).get(pathOf(id))))).toEqual(members);
});

it('who share a conversation are known to each other, and only as long as both are in it', async () => {
  const [ada, bo, cy] = scene.people(3);
  const id = await groupOf(ada, bo);
  const sharing = () => scene.at().get(Memberships).sharing(ada, [bo, cy]);
  expect(await sharing()).toEqual(new Set([bo]));
  await remove(id, ada, bo);
  expect(await sharing()).toEqual(new Set());
});

describe('who was removed', () => {
  const of = (id: string, who: string, place: number) => scene.at(place).get(Memberships).of(id, who);
  /** What she reads of them at each instance, in this moment. */
  const reads = (id: string, who: string) =>
    Promise.all(
      scene.instances.flatMap((instance) =>
        [pathOf(id), `/v1/conversations/${id}/receipts`].map(
          async (path) => (await instance.as(who).get(path)).status,
        ),
      ),
    );

  it('is nobody at the next question, on every instance', async () => {
    const [ada, bo] = scene.people(2);
    const id = await groupOf(ada, bo);
    expect(await of(id, bo, 1)).toEqual({ role: 'member', joinedSeq: 0, joinedVersion: 1 });
    await give(id, ada, bo, 'admin');
    expect(await of(id, bo, 1)).toMatchObject({ role: 'admin' });
    await remove(id, ada, bo);
    expect(await of(id, bo, 1)).toBeUndefined();
    await add(id, ada, bo);
    expect(await of(id, bo, 1)).toEqual({ role: 'member', joinedSeq: 0, joinedVersion: 4 });
  });

  it('reads nothing more where Redis is dead', async () => {
    const [ada, bo] = scene.people(2);
    const id = await groupOf(ada, bo);
    expect(new Set(await reads(id, bo))).toEqual(new Set([200]));
    await scene.redis.kill();
    try {
      expect((await remove(id, ada, bo)).status).toBe(204);
      expect(new Set(await reads(id, bo))).toEqual(new Set([404]));
      expect((await add(id, ada, bo)).status).toBe(200);
      expect(new Set(await reads(id, bo))).toEqual(new Set([200]));
    } finally {
      await scene.redis.start();
      await Promise.all(scene.instances.map((each) => each.whole()));
    }
  });

  describe('while one instance hears nothing of Redis', () => {
    let way: FaultProxy;

    beforeAll(async () => {
      way = await startFaultProxy({ target: scene.redis.url });
      await scene.open({ REDIS_URL: way.through(scene.redis.url) });
    }, 60_000);
    afterAll(() => way.close());
    afterEach(async () => {
      await way.heal();
      await scene.at(-1).whole();
    });

    it.each([
      ['no replies come', () => way.halfOpen('replies')],
      ['all is silent', () => way.blackhole()],
    ])('reads nothing more there either: %s', async (_how, fault) => {
      const [ada, bo] = scene.people(2);
      const id = await groupOf(ada, bo);
      expect(new Set(await reads(id, bo))).toEqual(new Set([200]));
      fault();
      expect((await remove(id, ada, bo)).status).toBe(204);
      expect(new Set(await reads(id, bo))).toEqual(new Set([404]));
      const said = { conversation_id: id, is_typing: true };
      const client = await connectSocket(scene.at(-1).url, {
        path: '/ws/chat',
        auth: { token: scene.signer.tokenOf(bo) },
      });
      expect(await client.emitAck('typing', said)).toMatchObject({ error: { code: 'conversation_unknown' } });
      client.close();
    });
  });
});
