import { type FaultProxy, startFaultProxy, until } from '@secureconnect/testing';
import { ChatServer } from './chat-server.contract';
import { type Client, type ClientOptions, createClient } from './index';

describe('a client that sends', () => {
  let server: ChatServer;
  let proxy: FaultProxy;
  const clients: Client[] = [];

  beforeEach(async () => {
    server = await new ChatServer().start();
    proxy = await startFaultProxy({ target: server.url });
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await server.close();
    await proxy.close();
  });

  function made(options: Partial<ClientOptions> = {}): Client {
    const baseUrl = proxy.through(server.url);
    const client = createClient({ baseUrl, longestPauseMs: 50, deadlineMs: 300, ...options });
    clients.push(client);
    return client;
  }
  async function signedIn(name: string, options: Partial<ClientOptions> = {}): Promise<Client> {
    const client = made(options);
    await client.auth.login({ email: name, password: 'a pass phrase' });
    return client;
  }
  const room = (...others: string[]) => server.record.create(['ada', ...others]).conversation.id;
  const taken = (id: string) => server.record.messages(id, 0, 1_000).map(({ body }) => body);
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}`);
  /** Where nobody waits for what was written; the test looks at what the server has. */
  const write = (client: Client, id: string, body: string) =>
    void client.chat.send(id, body).catch(() => undefined);

  it('has each message taken once and in order, though acknowledgements are lost and the server is busy', async () => {
    const [one, other] = [room(), room()];
    const client = await signedIn('ada');
    await client.chat.connect();
    let events = 0;
    server.losesAck = () => (events += 1) % 5 === 0;
    server.refuse = (asked) =>
      asked.startsWith('message.send') && (events += 1) % 7 === 0
        ? { status: 503, code: events % 2 ? 'overloaded' : 'send_uncertain' }
        : undefined;
    const sent = upTo(20).flatMap((body) => [client.chat.send(one, body), client.chat.send(other, body)]);
    const answers = await Promise.all(sent);
    expect(taken(one)).toEqual(upTo(20));
    expect(taken(other)).toEqual(upTo(20));
    expect(answers.filter((each) => each.conversation_id === one).map(({ seq }) => seq)).toEqual(
      upTo(20).map(Number),
    );
    expect(client.chat.waiting).toBe(0);
  });

  it('sends by HTTP where there is no socket', async () => {
    const id = room();
    const client = await signedIn('ada');
    expect(await client.chat.send(id, { body: 'hello' })).toMatchObject({ seq: 1, sender_id: 'ada' });
    expect(server.asked).toContain(`POST /v1/conversations/${id}/messages`);
  });

  it('keeps what is written while nothing can be reached, and sends it in order', async () => {
    const id = room();
    const client = await signedIn('ada');
    await client.chat.connect();
    proxy.reset();
    await proxy.refuse();
    const sent = upTo(10).map((body) => client.chat.send(id, body));
    await until('the loss to be noticed', () => !client.chat.isConnected);
    expect(client.chat.waiting).toBe(10);
    await proxy.heal();
    await Promise.all(sent);
    expect(taken(id)).toEqual(upTo(10));
  });

  it('keeps it into another run of the program, for the same person alone', async () => {
    const id = room();
    const storage = new Map<string, string>();
    const first = await signedIn('ada', { storage });
    server.refuse = (asked) => (asked.endsWith('/messages') ? { status: 503 } : undefined);
    upTo(3).forEach((body) => write(first, id, body));
    await until('the first attempt', () => server.asked.some((asked) => asked.endsWith('/messages')));
    await first.close();
    server.refuse = () => undefined;
    expect(taken(id)).toEqual([]);

    await (await signedIn('bob', { storage })).chat.connect();
    expect(taken(id)).toEqual([]);

    const sent: string[] = [];
    const again = await signedIn('ada', { storage });
    again.on('message.sent', ({ message }) => sent.push(message.body));
    await again.chat.connect();
    await until('all of them', () => sent.length === 3);
    expect(taken(id)).toEqual(upTo(3));
    await again.close();
    expect(JSON.stringify([...storage])).not.toContain('outbox');
  });

  it('leaves nothing of it behind for who comes after a logout', async () => {
    const id = room();
    const storage = new Map<string, string>();
    const client = await signedIn('ada', { storage });
    server.refuse = (asked) => (asked.endsWith('/messages') ? { status: 503 } : undefined);
    const sent = client.chat.send(id, 'a secret');
    await until('it to be kept', () => JSON.stringify([...storage]).includes('a secret'));
    await Promise.all([client.auth.logout(), expect(sent).rejects.toMatchObject({ code: 'signed_out' })]);
    await until('the store to be empty', () => storage.size === 0);
  });

  it('says what was refused, and goes on with the next', async () => {
    const id = room();
    const client = await signedIn('ada');
    const failed: unknown[] = [];
    client.on('message.failed', (told) => failed.push(told));
    await expect(client.chat.send('nowhere', 'hello')).rejects.toMatchObject({
      code: 'conversation_unknown',
      status: 404,
    });
    await client.chat.send(id, 'next');
    expect(failed).toMatchObject([{ conversation_id: 'nowhere', code: 'conversation_unknown' }]);
  });

  it('takes back what was written, by its signal', async () => {
    const id = room();
    const client = await signedIn('ada');
    server.refuse = (asked) => (asked.endsWith('/messages') ? { status: 503 } : undefined);
    const abort = new AbortController();
    const first = client.chat.send(id, '1', { signal: abort.signal });
    const second = client.chat.send(id, '2');
    await until('an attempt', () => server.asked.some((asked) => asked.endsWith('/messages')));
    abort.abort(new Error('never mind'));
    await expect(first).rejects.toThrow('never mind');
    server.refuse = () => undefined;
    await second;
    expect(taken(id)).toEqual(['2']);
  });

  it('does not hold more than it may', async () => {
    const id = room();
    const client = await signedIn('ada', { outbox: { messages: 2 } });
    server.refuse = (asked) => (asked.endsWith('/messages') ? { status: 503 } : undefined);
    upTo(2).forEach((body) => write(client, id, body));
    await expect(client.chat.send(id, '3')).rejects.toMatchObject({ code: 'outbox_full' });
    expect(client.chat.waiting).toBe(2);
  });
});
