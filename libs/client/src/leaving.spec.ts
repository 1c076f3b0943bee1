import { until } from '@secureconnect/testing';
import { ChatServer } from './chat-server.contract';
import { type Client, type ClientOptions, createClient } from './index';

describe('a client that is removed from a conversation', () => {
  let server: ChatServer;
  const clients: Client[] = [];

  beforeEach(async () => {
    server = await new ChatServer().start();
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await server.close();
  });

  function started(options: Partial<ClientOptions> = {}): { client: Client; told: number[] } {
    const client = createClient({ baseUrl: server.url, longestPauseMs: 50, deadlineMs: 5_000, ...options });
    clients.push(client);
    const told: number[] = [];
    client.on('change', ({ data }) => told.push(data.version));
    return { client, told };
  }
  async function signedIn(options: Partial<ClientOptions> = {}) {
    const one = started(options);
    await one.client.auth.login({ email: 'ada', password: 'a pass phrase' });
    await one.client.chat.connect();
    return one;
  }
  const synced = (client: Client) => new Promise((resolve) => client.on('synced', resolve));
  /** Is so until it is back and knows what it missed. */
  async function cutOff(client: Client): Promise<void> {
    const isBack = synced(client);
    server.cut();
    await isBack;
  }
  const room = () => server.record.create(['ada', 'bob']).conversation.id;

  it('is told so once, in this run of the program and the next', async () => {
    const id = room();
    const storage = new Map<string, string>();
    const first = await signedIn({ storage });
    server.say('bob', id, '1');
    server.tell(server.record.remove(id, 'ada'));
    await until('the end', () => first.told.includes(3));
    await first.client.close();
    const second = started({ storage });
    await second.client.chat.connect();
    expect([first.told, second.told]).toEqual([[2, 3], []]);
  });

  it('is told so once, though it may not read any more what it missed before', async () => {
    const id = room();
    const { client, told } = await signedIn();
    server.say('bob', id, '1');
    await until('the first', () => told.length === 1);
    server.way = () => 'drop';
    server.say('bob', id, '2');
    const { sync } = server.record;
    server.record.sync = (...asked) => {
      const all = sync.apply(server.record, asked);
      return all && { ...all, items: all.items.filter(({ data }) => data.version !== 3) };
    };
    server.refuse = (asked) =>
      asked === 'GET /v1/messages' ? { status: 404, code: 'conversation_unknown' } : undefined;
    server.way = () => 'tell';
    const isUpToDate = synced(client);
    server.tell(server.record.remove(id, 'ada'));
    await isUpToDate;
    await cutOff(client);
    expect(told).toEqual([2, 4]);
  });

  it('is not told again what it was told before it began anew, though the new cursor is before that', async () => {
    const id = room();
    const { client, told } = await signedIn();
    server.say('bob', id, '1');
    await until('the message', () => told.length === 1);
    const { sync } = server.record;
    // A transaction that is open holds back where nothing can come late any more.
    server.record.sync = (userId, cursor, limit) =>
      cursor === null
        ? { items: [], next_cursor: '0', has_more: false }
        : sync.call(server.record, userId, cursor, limit);
    const starts: string[] = [];
    client.on('fresh_start', ({ reason }) => starts.push(reason));
    server.record.keptFrom = 1_000;
    server.record.remove(id, 'ada');
    await cutOff(client);
    expect(starts).toEqual(['cursor_too_old']);
    server.record.keptFrom = 0;
    await cutOff(client);
    expect(told).toEqual([2, 3]);
  });
});
