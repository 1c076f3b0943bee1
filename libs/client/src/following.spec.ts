import { until } from '@secureconnect/testing';
import { ChatServer } from './chat-server.contract';
import { type Client, type ClientOptions, createClient } from './index';

describe('a client that follows conversations', () => {
  let server: ChatServer;
  const clients: Client[] = [];

  beforeEach(async () => {
    server = await new ChatServer().start();
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await server.close();
  });

  async function signedIn(name: string, options: Partial<ClientOptions> = {}): Promise<Client> {
    const client = createClient({ baseUrl: server.url, longestPauseMs: 50, deadlineMs: 5_000, ...options });
    clients.push(client);
    await client.auth.login({ email: name, password: 'a pass phrase' });
    return client;
  }

  /** The bodies of the messages it is told, and the versions of all changes. */
  function toldTo(client: Client) {
    const bodies: string[] = [];
    const versions: number[] = [];
    client.on('message.created', ({ message }) => bodies.push(message.body));
    client.on('change', ({ data }) => versions.push(data.version));
    return { bodies, versions };
  }
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}`);
  const room = () => server.record.create(['ada', 'bob']).conversation.id;

  it('tells each message once and in order, though events are lost and doubled', async () => {
    const id = room();
    const client = await signedIn('ada');
    const told = toldTo(client);
    await client.chat.connect();
    let events = 0;
    server.way = () => (['tell', 'drop', 'twice'] as const)[(events += 1) % 3] ?? 'tell';
    for (const body of upTo(60)) server.say('bob', id, body);
    server.way = () => 'tell';
    server.say('bob', id, '61');
    await until('all of them', () => told.bodies.length >= 61);
    expect(told.bodies).toEqual(upTo(61));
  });

  it('is told what happened while it was away, once', async () => {
    const id = room();
    const client = await signedIn('ada');
    const told = toldTo(client);
    await client.chat.connect();
    server.say('bob', id, '1');
    await until('the first', () => told.bodies.length === 1);
    const back = new Promise((resolve) => client.on('synced', resolve));
    server.way = () => 'drop';
    server.cut();
    for (const body of upTo(250).slice(1)) server.say('bob', id, body);
    server.record.edit(id, 7, 'seven');
    server.way = () => 'tell';
    await back;
    await until('all of them', () => told.bodies.length >= 250);
    expect(told.bodies).toEqual(upTo(250));
    await until('the edit', () => told.versions.at(-1) === 252);
    expect(told.versions).toEqual(upTo(251).map((each) => Number(each) + 1));
  });

  it('goes on from its store in another run of the program', async () => {
    const id = room();
    const storage = new Map<string, string>();
    const first = await signedIn('ada', { storage });
    const fresh: string[] = [];
    first.on('fresh_start', ({ reason }) => fresh.push(reason));
    const before = toldTo(first);
    await first.chat.connect();
    server.say('bob', id, '1');
    await until('the first', () => before.bodies.length === 1);
    await first.close();
    server.say('bob', id, '2');
    const second = createClient({ baseUrl: server.url, storage });
    clients.push(second);
    second.on('fresh_start', ({ reason }) => fresh.push(reason));
    const after = toldTo(second);
    await second.chat.connect();
    expect(after.bodies).toEqual(['2']);
    expect(fresh).toEqual(['first']);
  });

  it('says that it begins anew where its cursor is too old', async () => {
    const id = room();
    const storage = new Map<string, string>();
    const first = await signedIn('ada', { storage });
    await first.chat.connect();
    await first.close();
    for (const body of upTo(5)) server.say('bob', id, body);
    server.record.keptFrom = 1_000;
    const second = createClient({ baseUrl: server.url, storage });
    clients.push(second);
    const starts: unknown[] = [];
    second.on('fresh_start', (start) => starts.push(start));
    const told = toldTo(second);
    await second.chat.connect();
    expect(starts).toMatchObject([{ reason: 'cursor_too_old', conversations: [{ id, last_seq: 5 }] }]);
    server.say('bob', id, '6');
    await until('what comes then', () => told.bodies.length > 0);
    expect(told.bodies).toEqual(['6']);
  });

  it('fetches messages by their numbers where sync does not have what is lacking', async () => {
    const id = room();
    const client = await signedIn('ada');
    const told = toldTo(client);
    const refilled: string[] = [];
    client.on('refilled', ({ conversation_id }) => refilled.push(conversation_id));
    await client.chat.connect();
    server.way = () => 'drop';
    for (const body of upTo(150)) server.say('bob', id, body);
    const { sync } = server.record;
    server.record.sync = (userId) => sync.call(server.record, userId, null, 0);
    server.way = () => 'tell';
    server.say('bob', id, '151');
    await until('all of them', () => told.bodies.length >= 151);
    server.say('bob', id, '152');
    await until('what comes then', () => told.bodies.length >= 152);
    expect(told.bodies).toEqual(upTo(152));
    expect(refilled).toEqual([id]);
  });

  it('goes on without a change that the record does not tell it', async () => {
    const id = room();
    const client = await signedIn('ada');
    const told = toldTo(client);
    await client.chat.connect();
    server.say('bob', id, '1');
    server.way = () => 'drop';
    server.record.edit(id, 1, 'one');
    const { sync } = server.record;
    const isTold = ({ event }: { event: string }) => event !== 'message.updated';
    server.record.sync = (...asked) => {
      const all = sync.apply(server.record, asked);
      return all && { ...all, items: all.items.filter(isTold) };
    };
    server.way = () => 'tell';
    server.say('bob', id, '2');
    await until('what comes after it', () => told.bodies.length === 2);
    expect(told).toEqual({ bodies: ['1', '2'], versions: [2, 4] });
  });

  it('is told of a conversation it is asked into, from its first change on', async () => {
    const client = await signedIn('ada');
    const told = toldTo(client);
    await client.chat.connect();
    const made = server.record.create(['ada', 'bob']);
    server.tell(made);
    server.say('bob', made.conversation.id, '1');
    await until('both', () => told.versions.length === 2);
    expect(told).toEqual({ bodies: ['1'], versions: [1, 2] });
  });

  it('comes back though its token has ended meanwhile', async () => {
    const id = room();
    const client = await signedIn('ada');
    const told = toldTo(client);
    await client.chat.connect();
    server.expireAll();
    server.cut();
    server.say('bob', id, '1');
    await until('the message', () => told.bodies.length === 1);
    expect(server.asked.filter((asked) => asked === 'POST /v1/auth/refresh')).toHaveLength(1);
  });

  it('comes back no earlier than the server would have it, whether it was cut or told goodbye', async () => {
    server.reconnectAfterMs = 400;
    const client = await signedIn('ada');
    await client.chat.connect();
    const timeAway = async (leave: () => void) => {
      const since = Date.now();
      const back = new Promise((resolve) => client.on('connected', resolve));
      leave();
      await back;
      return Date.now() - since;
    };
    expect(await timeAway(() => server.cut())).toBeGreaterThanOrEqual(399);
    server.reconnectAfterMs = 0;
    const goodbye = () => {
      server.io.emit('server.draining', { reconnect_after_ms: 800 });
      server.cut();
    };
    expect(await timeAway(goodbye)).toBeGreaterThanOrEqual(799);
  });

  it('shows its socket the next token before the present one ends', async () => {
    server.expiresIn = 1;
    const client = await signedIn('ada');
    await client.chat.connect();
    await until('a token to be shown', () => server.asked.includes('auth.refresh ada'));
    expect(client.chat.isConnected).toBe(true);
  });

  it('is signed out where its session was ended elsewhere, and does not come back', async () => {
    const client = await signedIn('ada');
    const reasons: string[] = [];
    client.on('signed_out', ({ reason }) => reasons.push(reason));
    await client.chat.connect();
    server.sockets.forEach((socket) => socket.emit('session.revoked', { reason: 'session_ended' }));
    await until('the sockets to be gone', () => server.sockets.length === 0);
    expect(reasons).toEqual(['session_ended']);
    expect(await client.auth.user()).toBeUndefined();
    await expect(client.chat.connect()).rejects.toMatchObject({ code: 'signed_out' });
  });

  it('says which mode the services are in', async () => {
    const client = await signedIn('ada');
    const modes: string[] = [];
    client.on('mode', ({ mode }) => modes.push(mode));
    await client.chat.connect();
    server.io.emit('mode.changed', { mode: 'degraded', since: '' });
    await until('the mode', () => client.mode === 'degraded');
    server.io.emit('mode.changed', { mode: 'normal', since: '' });
    await until('the mode', () => client.mode === 'normal');
    expect(modes).toEqual(['degraded', 'normal']);
  });
});
