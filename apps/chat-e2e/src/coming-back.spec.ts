import { type Client, createClient } from '@secureconnect/client';
import { type FaultProxy, startFaultProxy, until } from '@secureconnect/testing';
import { ChatScene } from './chat-scene.contract';
import { password, type Person } from './people.contract';

const patience = { timeout: 30_000 };

describe('a client whose person comes and goes', () => {
  jest.setTimeout(120_000);
  let scene: ChatScene;
  let way: FaultProxy;
  const clients: Client[] = [];

  beforeAll(async () => {
    scene = await ChatScene.start({ hasGateway: true });
    way = await startFaultProxy({ target: scene.gateway?.url ?? '' });
  }, 180_000);
  afterEach(async () => {
    await way.heal();
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(async () => {
    await way.close();
    await scene.close();
  });

  async function signedIn({ email }: Person, baseUrl: string): Promise<Client> {
    const client = createClient({ baseUrl, longestPauseMs: 500 });
    clients.push(client);
    await client.auth.login({ email, password });
    await client.chat.connect();
    return client;
  }

  /** Ada, through a way that can be cut, in a group of Bob's: with the versions of what she is told of it. */
  async function inGroup() {
    const [one, other] = (await scene.people(2)) as [Person, Person];
    const url = scene.gateway?.url ?? '';
    const [ada, bob] = [await signedIn(one, way.through(url)), await signedIn(other, url)];
    const told: number[] = [];
    ada.on('change', ({ data }) => told.push(data.version));
    const { id } = await bob.chat.create({ type: 'group', member_ids: [one.id], title: 'A group' });
    const hears = (version: number) => until(`version ${version}`, () => told.includes(version), patience);
    const leaves = () => bob.chat.removeMember(id, one.id);
    const comes = () => bob.chat.addMembers(id, [one.id]);
    return { ada, bob, id, told, hears, leaves, comes };
  }

  const isUpToDate = (client: Client) => new Promise((resolve) => client.on('synced', resolve));

  /** Is cut off, and back when `meanwhile` is done. */
  async function away(client: Client, meanwhile: () => Promise<unknown>): Promise<void> {
    await way.refuse();
    way.cut();
    await until('her to be away', () => !client.chat.isConnected, patience);
    await meanwhile();
    const isBack = isUpToDate(client);
    await way.heal();
    await isBack;
  }

  it('is told once that she left, though she cannot read any more what she missed just before', async () => {
    const { ada, bob, id, told, hears, leaves, comes } = await inGroup();
    await leaves();
    await comes();
    await hears(3);
    await away(ada, async () => {
      await bob.chat.send(id, 'she has just missed it');
      await leaves();
    });
    await away(ada, () => bob.chat.send(id, 'that is not for her'));
    expect(told).toEqual([1, 2, 3, 5]);
    await comes();
    await bob.chat.send(id, 'welcome back');
    await hears(8);
    expect(told).toEqual([1, 2, 3, 5, 7, 8]);
  });

  it('is not told again that she left when it is connected anew', async () => {
    const { ada, told, hears, leaves, comes } = await inGroup();
    await leaves();
    await hears(2);
    await ada.chat.disconnect();
    const isBack = isUpToDate(ada);
    await ada.chat.connect();
    await isBack;
    expect(told).toEqual([1, 2]);
    await comes();
    await hears(3);
    expect(told).toEqual([1, 2, 3]);
  });
});
