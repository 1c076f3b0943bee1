import { PresenceStore } from '@secureconnect/presence-store';
import { RedisHealthService } from '@secureconnect/resilience';
import { connectSocket, type SocketClient, until } from '@secureconnect/testing';
import { ChatScene } from '../chat-scene.contract';

const patience = { timeout: 20_000 };

let scene: ChatScene;
const clients: SocketClient[] = [];

beforeAll(async () => {
  scene = await ChatScene.start(2, { PRESENCE_LEASE_SECONDS: '4' });
}, 90_000);
afterAll(() => scene.close());
afterEach(() => {
  for (const each of clients.splice(0)) each.close();
});

const comes = async (userId: string, place: number): Promise<SocketClient> => {
  const auth = { token: scene.signer.tokenOf(userId) };
  const client = await connectSocket(scene.at(place).url, { path: '/ws/chat', auth });
  clients.push(client);
  await client.emitAck('sync.resume', {});
  return client;
};
const statusOf = async (asker: string, userId: string, place: number) => {
  const { json } = await scene.as(asker, place).get(`/v1/presence?user_ids=${userId}`);
  return (json as { items: { status: string }[] }).items[0]?.status;
};
const becomes = (asker: string, userId: string, status: string, place: number) =>
  until(`${status} at ${place}`, async () => (await statusOf(asker, userId, place)) === status, patience);

describe('while an operator holds one instance off Redis', () => {
  const held = () => scene.at(0).get(RedisHealthService);
  const inRedis = async (userId: string) => (await scene.at(1).get(PresenceStore).find([userId]))[0]?.status;

  it('who is at it is here to the others too, though Redis has forgotten her', async () => {
    const [ada, bob, carl] = scene.people(3) as [string, string, string];
    const made = { type: 'group', title: 'here', member_ids: [bob, carl] };
    expect((await scene.as(ada).post('/v1/conversations', made)).status).toBe(201);
    await Promise.all([comes(ada, 0), comes(bob, 1)]);
    await becomes(bob, ada, 'online', 1);
    held().hold('Ann', 60_000);
    try {
      await until('Redis to forget her', async () => (await inRedis(ada)) === 'offline', patience);
      expect(await statusOf(bob, ada, 1)).toBe('online');
      expect(await statusOf(ada, bob, 0)).toBe('online');
      const atCarl = await comes(carl, 0);
      await becomes(bob, carl, 'online', 1);
      atCarl.close();
      await becomes(bob, carl, 'offline', 1);
    } finally {
      held().release();
    }
  });
});
