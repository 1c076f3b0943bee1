import { Drain } from '@secureconnect/platform';
import { RedisHealthService } from '@secureconnect/resilience';
import { connectSocket, type SocketClient, until } from '@secureconnect/testing';
import { ChatScene } from '../chat-scene.contract';

/** Long enough that a busy machine does not lose it, short enough to wait for its end. */
const lease = { PRESENCE_LEASE_SECONDS: '4' };
const patience = { timeout: 20_000 };

let scene: ChatScene;
const clients: SocketClient[] = [];

beforeAll(async () => {
  scene = await ChatScene.start(2, lease);
}, 90_000);
afterAll(() => scene.close());
afterEach(() => {
  for (const each of clients.splice(0)) each.close();
});

/** Somebody at an instance who is told what happens. */
async function comes(userId: string, place = 0, sid?: string): Promise<SocketClient> {
  const token = scene.signer.tokenOf(userId, sid === undefined ? {} : { sid });
  const client = await connectSocket(scene.at(place).url, { path: '/ws/chat', auth: { token } });
  clients.push(client);
  await client.emitAck('sync.resume', {});
  return client;
}

async function conversationOf(owner: string, ...others: string[]): Promise<string> {
  const { json, status } = await scene
    .as(owner)
    .post('/v1/conversations', { type: 'group', title: 'here', member_ids: others });
  expect(status).toBe(201);
  return (json as { id: string }).id;
}

type Told = { presence: { user_id: string; status: string } };
const toldOf = (client: SocketClient, userId: string): string =>
  (client.pending('presence.changed') as Told[])
    .filter(({ presence }) => presence.user_id === userId)
    .map(({ presence }) => presence.status)
    .join(' ');
const hears = (client: SocketClient, userId: string, told: string) =>
  until(
    `"${told}" to be told`,
    () => toldOf(client, userId) === told || Promise.reject(new Error(toldOf(client, userId))),
    patience,
  );
const statusOf = async (asker: string, userId: string, place = 0) => {
  const { json } = await scene.as(asker, place).get(`/v1/presence?user_ids=${userId}`);
  return (json as { items: { status: string }[] }).items[0]?.status;
};
const becomes = (asker: string, userId: string, status: string, place = 0) =>
  until(status, async () => (await statusOf(asker, userId, place)) === status, patience);

describe('who comes and goes', () => {
  it('is told once on every instance to who shares a conversation with her, and to nobody else', async () => {
    const [ada, bob, carl, eve] = scene.people(4) as [string, string, string, string];
    await conversationOf(ada, bob, carl);
    await conversationOf(bob, ada);
    const [atBob, atCarl, atEve] = await Promise.all([comes(bob, 0), comes(carl, 1), comes(eve, 0)]);
    const atAda = await comes(ada, 1);
    await Promise.all([hears(atBob, ada, 'online'), hears(atCarl, ada, 'online')]);
    atAda.close();
    await Promise.all([hears(atBob, ada, 'online offline'), hears(atCarl, ada, 'online offline')]);
    expect(toldOf(atEve, ada)).toBe('');
    await becomes(bob, ada, 'offline');
  });

  it('is nobody to who was removed from their conversation', async () => {
    const [ada, bob, carl] = scene.people(3) as [string, string, string];
    const id = await conversationOf(ada, bob, carl);
    const [atBob, atCarl] = await Promise.all([comes(bob, 0), comes(carl, 1)]);
    expect((await scene.as(ada).delete(`/v1/conversations/${id}/members/${bob}`)).status).toBe(204);
    await atBob.next('member.removed');
    const atAda = await comes(ada, 1);
    await atAda.emitAck('typing', { conversation_id: id, is_typing: true });
    await Promise.all([hears(atCarl, ada, 'online'), atCarl.next('typing')]);
    expect([toldOf(atBob, ada), atBob.pending('typing')]).toEqual(['', []]);
    expect(await statusOf(bob, ada)).toBeUndefined();
  });

  it('is nobody to who was removed, where the news of that did not come', async () => {
    const [ada, bob, carl] = scene.people(3) as [string, string, string];
    const id = await conversationOf(ada, bob, carl);
    const [atBob, atCarl] = await Promise.all([comes(bob, 0), comes(carl, 0)]);
    await scene.rows(
      `WITH place AS (UPDATE chat.conversations SET version = version + 1 WHERE id = $1 RETURNING id, version),
       told AS (INSERT INTO chat.changes (conversation_id, version, kind, actor, about)
         SELECT id, version, 'member.removed', $2, $2 FROM place)
       UPDATE chat.members m SET left_at = now(), left_version = place.version FROM place
       WHERE m.conversation_id = place.id AND m.user_id = $2`,
      [id, bob],
    );
    await comes(ada, 1);
    await hears(atCarl, ada, 'online');
    // What was told in the same turn came before what she asks now.
    await atBob.emitAck('sync.resume', {});
    expect(toldOf(atBob, ada)).toBe('');
  });

  it('is here with any of her devices, and away when she is at none of them', async () => {
    const [ada, bob] = scene.people(2) as [string, string];
    await conversationOf(ada, bob);
    const atBob = await comes(bob, 0);
    const [laptop, phone] = [await comes(ada, 0), await comes(ada, 1)];
    await hears(atBob, ada, 'online');
    expect(await laptop.emitAck('presence.set', { status: 'away' })).toMatchObject({ ok: true });
    laptop.close();
    expect(await phone.emitAck('presence.set', { status: 'away' })).toMatchObject({ ok: true });
    await hears(atBob, ada, 'online away');
    await becomes(bob, ada, 'away', 1);
    phone.close();
    await hears(atBob, ada, 'online away offline');
  });

  it('is here while a session of hers has a socket at any instance', async () => {
    const [ada, bob, session] = scene.people(3) as [string, string, string];
    await conversationOf(ada, bob);
    const atBob = await comes(bob, 1);
    const first = await comes(ada, 0, session);
    await hears(atBob, ada, 'online');
    const second = await comes(ada, 1, session);
    first.close();
    const third = await comes(ada, 0, session);
    second.close();
    third.close();
    await hears(atBob, ada, 'online offline');
  });

  it('says by HTTP of her device, wherever its socket is', async () => {
    const [ada, bob, session] = scene.people(3) as [string, string, string];
    await conversationOf(ada, bob);
    const atBob = await comes(bob, 1);
    await comes(ada, 0, session);
    await hears(atBob, ada, 'online');
    const headers = { authorization: `Bearer ${scene.signer.tokenOf(ada, { sid: session })}` };
    const body = JSON.stringify({ status: 'away' });
    const request = { headers: { ...headers, 'content-type': 'application/json' }, body };
    expect((await scene.as(ada, 1).request('PUT', '/v1/presence', request)).status).toBe(204);
    await hears(atBob, ada, 'online away');
    // And so it stays, though the socket renews the lease.
    await becomes(bob, ada, 'away');
  });
});

describe('who asks', () => {
  it('is told of those she shares a conversation with and of herself; others are left out', async () => {
    const [ada, bob, eve] = scene.people(3) as [string, string, string];
    await conversationOf(ada, bob);
    await Promise.all([comes(bob, 1), comes(eve, 1)]);
    await becomes(ada, bob, 'online');
    const { json } = await scene.as(ada).get(`/v1/presence?user_ids=${eve},${bob},${ada},${bob}`);
    const offline = { user_id: ada, status: 'offline', last_seen_at: null };
    const online = { user_id: bob, status: 'online', last_seen_at: expect.any(String) };
    expect(json).toEqual({ items: [online, offline], next_cursor: null });
  });

  it.each([
    ['nobody', ''],
    ['too many', Array.from({ length: 101 }, () => '0193e7a2-9f3c-7c1e-8d4e-2b6f0a1c3d5e').join()],
    ['somebody without an id', 'ada'],
  ])('about %s is refused', async (_what, ids) => {
    const { status, json } = await scene.as(scene.people(1)[0]).get(`/v1/presence?user_ids=${ids}`);
    expect([status, json.code]).toEqual([422, 'validation_failed']);
  });
});

describe('typing', () => {
  it('is told to the others in the conversation on every instance, once a second, and ends with her socket', async () => {
    const [ada, bob, eve] = scene.people(3) as [string, string, string];
    const conversation_id = await conversationOf(ada, bob);
    const [atAda, atBob, atEve] = await Promise.all([comes(ada, 0), comes(bob, 1), comes(eve, 0)]);
    const typing = { conversation_id, is_typing: true };
    for (const answer of await Promise.all(Array.from({ length: 5 }, () => atAda.emitAck('typing', typing))))
      expect(answer).toEqual({ ok: true });
    expect(await atBob.next('typing')).toEqual({ ...typing, user_id: ada });
    expect(await atEve.emitAck('typing', typing)).toMatchObject({
      ok: false,
      error: { code: 'conversation_unknown' },
    });
    atAda.close();
    expect(await atBob.next('typing')).toEqual({ conversation_id, is_typing: false, user_id: ada });
    expect([...atBob.pending('typing'), ...atEve.pending('typing'), ...atAda.pending('typing')]).toEqual([]);
  });
});

describe('an instance that dies', () => {
  it('leaves leases that run out: who does not come back elsewhere is told of once', async () => {
    const [ada, bob, carl] = scene.people(3) as [string, string, string];
    await conversationOf(ada, bob, carl);
    const dying = await scene.open(lease);
    const atBob = await comes(bob, 0);
    await comes(ada, -1);
    const session = scene.people(1)[0];
    await comes(carl, -1, session);
    await Promise.all([hears(atBob, ada, 'online'), hears(atBob, carl, 'online')]);
    // It says nothing of those it sends away, as one that is killed could not.
    dying.get(Drain).begin();
    await comes(carl, 1, session);
    scene.instances.pop();
    await dying.app.close();
    await hears(atBob, ada, 'online offline');
    await becomes(bob, ada, 'offline', 1);
    expect(toldOf(atBob, carl)).toBe('online');
  });
});

describe('while Redis is away', () => {
  const isAvailable = (place: number) => scene.at(place).get(RedisHealthService).isAvailable;

  it.each([
    ['hangs', async () => scene.redis.freeze(), async () => scene.redis.thaw()],
    ['is dead', () => scene.redis.kill(), () => scene.redis.start()],
  ])(
    'and %s / who comes and goes is told all the same, and nobody is called offline of whom nothing is known',
    async (_how, away, back) => {
      const [ada, bob, carl, dora] = scene.people(4) as [string, string, string, string];
      await conversationOf(ada, bob, carl, dora);
      const [atBob] = await Promise.all([comes(bob, 0), comes(carl, 1)]);
      await becomes(bob, carl, 'online');
      await away();
      try {
        await until('the outage', () => !isAvailable(0) && !isAvailable(1), patience);
        expect([await statusOf(bob, carl), await statusOf(bob, dora)]).toEqual(['online', 'unknown']);
        const atAda = await comes(ada, 1);
        await hears(atBob, ada, 'online');
        atAda.close();
        await hears(atBob, ada, 'online offline');
        expect(await statusOf(bob, ada)).toBe('offline');
        const { headers } = await scene.as(bob).get(`/v1/presence?user_ids=${ada}`);
        expect(headers['x-degraded']).toContain('presence');
        const said = await atBob.emitAck('presence.set', { status: 'away' });
        expect(said).toMatchObject({ ok: true, mode: 'degraded' });
      } finally {
        await back();
      }
      await until('Redis to be relied on', () => isAvailable(0) && isAvailable(1), patience);
      await becomes(bob, dora, 'offline');
      await becomes(bob, carl, 'online');
    },
  );
});
