import { type Client, type ClientOptions, createClient } from '@secureconnect/client';
import { until } from '@secureconnect/testing';
import { ChatScene } from './chat-scene.contract';
import { password, type Person } from './people.contract';

describe('a client of the whole system', () => {
  jest.setTimeout(120_000);
  let scene: ChatScene;
  const clients: Client[] = [];

  beforeAll(async () => {
    scene = await ChatScene.start({ hasGateway: true });
  }, 180_000);
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(() => scene.close());

  async function signedIn({ email }: Person, options: Partial<ClientOptions> = {}): Promise<Client> {
    const client = createClient({ baseUrl: scene.gateway?.url ?? '', ...options });
    clients.push(client);
    await client.auth.login({ email, password });
    return client;
  }
  function bodiesOf(client: Client): string[] {
    const bodies: string[] = [];
    client.on('message.created', ({ message }) => bodies.push(message.body));
    return bodies;
  }
  async function two(): Promise<{ ada: Client; bob: Client; id: string }> {
    const [one, other] = (await scene.people(2)) as [Person, Person];
    const [ada, bob] = [await signedIn(one), await signedIn(other)];
    await Promise.all([ada.chat.connect(), bob.chat.connect()]);
    const { id } = await ada.chat.create({ type: 'group', member_ids: [other.id], title: 'A group' });
    return { ada, bob, id };
  }
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}`);

  it('tells what was sent, to both and in order', async () => {
    const { ada, bob, id } = await two();
    const told = [bodiesOf(ada), bodiesOf(bob)];
    await Promise.all(upTo(30).map((body) => ada.chat.send(id, body)));
    await until('both to be told', () => told.every(({ length }) => length === 30), { timeout: 30_000 });
    expect(told).toEqual([upTo(30), upTo(30)]);
  });

  it('tells it in order also to who was away meanwhile', async () => {
    const { ada, bob, id } = await two();
    const told = bodiesOf(bob);
    await ada.chat.send(id, '1');
    await until('the first', () => told.length === 1, { timeout: 30_000 });
    await bob.chat.disconnect();
    for (const body of upTo(150).slice(1)) await ada.chat.send(id, body);
    await bob.chat.connect();
    await until('the others', () => told.length >= 150, { timeout: 30_000 });
    expect(told).toEqual(upTo(150));
  });

  it('does all it does through refreshed tokens, receipts, reactions, search and a logout', async () => {
    const { ada, bob, id } = await two();
    await Promise.all([ada.auth.refresh(), ada.auth.refresh()]);
    const message = await ada.chat.send(id, 'a walrus sings');
    await bob.chat.react(message.id, '👍');
    await bob.chat.read(id, message.seq);
    expect((await ada.chat.message(message.id)).reactions).toMatchObject([{ emoji: '👍' }]);
    expect((await ada.chat.receipts(id)).items).toContainEqual(
      expect.objectContaining({ read_seq: message.seq }),
    );
    expect((await bob.chat.search({ q: 'walrus' })).items).toMatchObject([{ id: message.id }]);
    expect(await bob.chat.conversation(id)).toMatchObject({
      unread_count: 0,
      last_message: { id: message.id },
    });
    await bob.auth.logout();
    await expect(bob.chat.conversations()).rejects.toMatchObject({ code: 'signed_out' });
  });

  it('loses nothing where an instance ends and the other goes on', async () => {
    const { ada, bob, id } = await two();
    const told = [bodiesOf(ada), bodiesOf(bob)];
    const sent = upTo(60).map(async (body, index) => {
      if (index === 20) await scene.chat(1).close();
      return ada.chat.send(id, body);
    });
    const seqs = (await Promise.all(sent)).map(({ seq }) => seq);
    expect([...seqs].sort((one, other) => one - other)).toEqual(upTo(60).map(Number));
    await until('both to be told', () => told.every(({ length }) => length >= 60), { timeout: 60_000 });
    expect(told[0]).toEqual(told[1]);
    expect(new Set(told[0]).size).toBe(60);
  });
});
