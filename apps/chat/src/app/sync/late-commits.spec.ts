import { connectSocket, type SocketClient } from '@secureconnect/testing';
import { Client } from 'pg';
import { ChatScene } from '../chat-scene.contract';

let scene: ChatScene;
const clients: SocketClient[] = [];

beforeAll(async () => {
  scene = await ChatScene.start(2);
}, 60_000);
afterEach(() => {
  for (const each of clients.splice(0)) each.close();
});
afterAll(() => scene.close(), 60_000);

interface Item {
  readonly data: { readonly version: number; readonly message?: { readonly body: string } };
}

/** Connects, waits for `ready`, and asks all that she missed, page by page. */
async function comesBack(userId: string, cursor?: string, place = 1) {
  const auth = { token: scene.signer.tokenOf(userId) };
  const socket = await connectSocket(scene.at(place).url, { path: '/ws/chat', auth });
  clients.push(socket);
  await socket.next('ready');
  const items: Item[] = [];
  for (let next = cursor; ;) {
    const told = await socket.emitAck('sync.resume', next === undefined ? {} : { cursor: next });
    expect(told).toMatchObject({ ok: true });
    items.push(...(told.items as Item[]));
    next = told.next_cursor as string;
    if (!told.has_more)
      return { socket, cursor: next, bodies: items.flatMap(({ data }) => data.message?.body ?? []) };
  }
}

/** A write transaction that is open until it is told to end. */
async function writing(url: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT pg_current_xact_id()');
  return async () => {
    await client.query('COMMIT');
    await client.end();
  };
}
const pair = async () => {
  const [ada, bob] = scene.people(2);
  const { json } = await scene.as(ada).post('/v1/conversations', { type: 'direct', member_ids: [bob] });
  const say = (body: string) =>
    scene.as(ada).post(`/v1/conversations/${json.id}/messages`, { client_msg_id: body, body });
  return { ada, bob, id: json.id as string, say };
};

it.each([
  ['of its own database', () => Promise.resolve(scene.postgres.url)],
  ['of another database of the same server', () => scene.postgres.createDatabase('elsewhere')],
])('what was said beside an open write transaction %s is told to who comes back', async (_whose, urlOf) => {
  const { bob, say } = await pair();
  const first = await comesBack(bob);
  first.socket.close();
  const end = await writing(await urlOf());
  await say('said beside it');
  const back = await comesBack(bob, first.cursor);
  expect(back.bodies).toEqual(['said beside it']);
  // Silence follows: nobody says anything after it that could show that something is lacking.
  expect(back.socket.pending('message.created')).toEqual([]);
  back.socket.close();
  const again = await comesBack(bob, back.cursor);
  expect(again.bodies).toEqual(['said beside it']);
  await end();
  const safe = await comesBack(bob, again.cursor);
  expect(safe.bodies).toEqual(['said beside it']);
  expect((await comesBack(bob, safe.cursor)).bodies).toEqual([]);
});

it('nothing is lost where great groups are made beside it', async () => {
  const { bob, say } = await pair();
  const creator = scene.people(1)[0];
  const heard: string[] = [];
  const said: string[] = [];
  let isOver = false;
  const making = (async () => {
    while (!isOver) {
      const body = { type: 'group', member_ids: scene.crowd(999) };
      expect(await scene.as(creator).post('/v1/conversations', body)).toMatchObject({ status: 201 });
    }
  })();
  let { cursor } = await comesBack(bob);
  for (let round = 1; round <= 12; round += 1) {
    said.push(`${round}`);
    expect(await say(`${round}`)).toMatchObject({ status: 201 });
    const back = await comesBack(bob, cursor, round % 2);
    back.socket.close();
    ({ cursor } = back);
    // Told by now, whether or not anything follows.
    expect(back.bodies.at(-1)).toBe(`${round}`);
    heard.push(...back.bodies);
  }
  isOver = true;
  await making;
  expect([...new Set(heard)]).toEqual(said);
}, 150_000);
