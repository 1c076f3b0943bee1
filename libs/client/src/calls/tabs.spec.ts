import { until } from '@secureconnect/testing';
import { ChatServer } from '../chat-server.contract';
import { type Client, type ClientEvents, createClient } from '../index';
import { CallServer } from './call-server.contract';
import { ScriptedPeerConnection, ScriptedStream } from './peer-connection.contract';

describe('tabs of one session that call', () => {
  let chat: ChatServer;
  let server: CallServer;
  const clients: Client[] = [];

  beforeEach(async () => {
    chat = await new ChatServer().start();
    server = new CallServer(chat);
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await server.io.close();
    await chat.close();
  });

  async function tab(storage: Map<string, string>, name?: string): Promise<Client> {
    const client = createClient({ baseUrl: chat.url, longestPauseMs: 50, deadlineMs: 5_000, storage });
    clients.push(client);
    if (name) await client.auth.login({ email: name, password: 'a pass phrase' });
    await client.calls.connect();
    return client;
  }
  const sessionOf = (client: Client, id: string) =>
    client.calls.session(id, {
      RTCPeerConnection: ScriptedPeerConnection,
      stream: new ScriptedStream('audio'),
    });

  /** Ada talks to Bob in the first of her tabs. */
  async function talking() {
    const storage = new Map<string, string>();
    const [talks, bob] = [await tab(storage, 'ada'), await tab(new Map(), 'bob')];
    const { conversation } = chat.record.create(['ada', 'bob']);
    const id = (await talks.calls.initiate(conversation.id, 'audio')).call_id;
    const ofAda = await sessionOf(talks, id);
    await bob.calls.accept(id);
    const ofBob = await sessionOf(bob, id);
    const pc = () => ofAda.connectionTo('bob') as unknown as ScriptedPeerConnection | undefined;
    const pcOfBob = () => ofBob.connectionTo('ada') as unknown as ScriptedPeerConnection | undefined;
    await until('both to be connected', () => pc()?.isMet(pcOfBob() as ScriptedPeerConnection));
    return { talks, idle: await tab(storage), id, ofAda };
  }
  const toldTo = (client: Client, name: keyof ClientEvents) => {
    const told: unknown[] = [];
    client.on(name, (each) => told.push(each));
    return told;
  };
  const legOf = (id: string) => server.call(id).participants.find(({ user_id }) => user_id === 'ada')?.leg;
  const resumed = () => server.heard.filter((each) => each.startsWith('ada call.resume'));

  it('has the one that talks go on when an idle one is cut and comes back', async () => {
    const { idle, id, ofAda } = await talking();
    const [connected, current] = [toldTo(idle, 'calls.connected'), toldTo(idle, 'call.current')];
    // It knows of the call, as every tab of hers does.
    const call = server.call(id);
    server.tell('ada', 'participant.joined', { call, participant: call.participants[1] });
    await until('the idle one to know', () => idle.calls.known(id));
    server.cutNewest('ada');
    await until('the idle one to be back', () => connected.length === 1);
    await idle.calls.get(id);
    expect([resumed(), current, ofAda.isClosed, legOf(id)]).toEqual([[], [], false, 1]);
  });

  it('has the one that talks ask for its call when both come back', async () => {
    const { talks, idle, id, ofAda } = await talking();
    const both = [toldTo(talks, 'calls.connected'), toldTo(idle, 'calls.connected')];
    server.cut('ada');
    await until('both to be back', () => both.every(({ length }) => length === 1));
    await until('the one that talks to ask', () => resumed().length === 1);
    await talks.calls.get(id);
    expect(ofAda.isClosed).toBe(false);
    expect(talks.calls.known(id)?.participants.every(({ state }) => state === 'joined')).toBe(true);
  });

  it('leaves a call to another that went on with it, and does not take it back', async () => {
    const { talks, ofAda, id } = await talking();
    const connected = toldTo(talks, 'calls.connected');
    server.tell('ada', 'call.answered_elsewhere', { call: server.call(id) });
    await until('it to let go', () => ofAda.isClosed);
    server.cut('ada');
    await until('another socket', () => connected.length === 1);
    await talks.calls.get(id);
    expect(resumed()).toEqual([]);
    expect(ofAda.isClosed).toBe(true);
  });

  it('lets go where another device went on with the call, though it hears of that only when it asks', async () => {
    const { talks, ofAda, id } = await talking();
    const reasons: string[] = [];
    ofAda.on('closed', ({ reason }) => reasons.push(reason));
    const other = await tab(new Map(), 'ada');
    server.way = (event) => event !== 'call.answered_elsewhere';
    await other.calls.join(id);
    const connected = toldTo(talks, 'calls.connected');
    server.cut('ada');
    await until('it to let go', () => ofAda.isClosed);
    expect([reasons, connected.length]).toEqual([['answered_elsewhere'], 1]);
  });

  it('takes the call over in the tab that joins it, where another has it', async () => {
    const { idle, id, ofAda } = await talking();
    await idle.calls.join(id);
    await until('the other to let go', () => ofAda.isClosed);
    expect(legOf(id)).toBe(2);
  });

  it('goes on by the next socket, though it still asks for servers', async () => {
    server.iceMs = 1_000;
    const { talks } = await talking();
    const connected = toldTo(talks, 'calls.connected');
    chat.refuse = (asked) => (asked.endsWith('/ice-servers') ? { status: 1 } : undefined);
    const asks = () => chat.asked.filter((each) => each.endsWith('/ice-servers')).length;
    const before = asks();
    server.cut('ada');
    await until('it to ask for servers', () => asks() > before);
    const times = resumed().length;
    server.cut('ada');
    await until('another socket', () => connected.length === 2);
    await until('it to ask for the call by it', () => resumed().length > times);
  });
});
