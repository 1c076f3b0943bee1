import { until } from '@secureconnect/testing';
import { ChatServer } from '../chat-server.contract';
import { type CallSession, type Client, type ClientEvents, type ClientOptions, createClient } from '../index';
import { CallServer } from './call-server.contract';
import { ScriptedPeerConnection, ScriptedStream } from './peer-connection.contract';

describe('a client that calls', () => {
  let chat: ChatServer;
  let server: CallServer;
  const clients: Client[] = [];

  beforeEach(async () => {
    chat = await new ChatServer().start();
    server = new CallServer(chat);
    ScriptedPeerConnection.all.length = 0;
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await server.io.close();
    await chat.close();
    expect(ScriptedPeerConnection.all.flatMap(({ harm }) => harm)).toEqual([]);
  });

  async function signedIn(name: string, options: Partial<ClientOptions> = {}): Promise<Client> {
    const client = createClient({ baseUrl: chat.url, longestPauseMs: 50, deadlineMs: 5_000, ...options });
    clients.push(client);
    await client.auth.login({ email: name, password: 'a pass phrase' });
    await client.calls.connect();
    return client;
  }
  const ring = async (caller: Client) => {
    const { conversation } = chat.record.create(['ada', 'bob']);
    return (await caller.calls.initiate(conversation.id, 'video')).call_id;
  };
  const rtc = { RTCPeerConnection: ScriptedPeerConnection };
  const sessionOf = (client: Client, id: string) =>
    client.calls.session(id, { ...rtc, stream: new ScriptedStream('audio', 'video') });
  const pc = (session: CallSession, userId: string) =>
    session.connectionTo(userId) as unknown as ScriptedPeerConnection;
  const areMet = (ada: CallSession, bob: CallSession) =>
    bob.peerIds.length === 1 && ada.peerIds.length === 1 && pc(ada, 'bob').isMet(pc(bob, 'ada'));

  async function inCall() {
    const [ada, bob] = [await signedIn('ada'), await signedIn('bob')];
    const id = await ring(ada);
    const ofAda = await sessionOf(ada, id);
    await bob.calls.accept(id);
    const ofBob = await sessionOf(bob, id);
    await until('both to be connected', () => areMet(ofAda, ofBob));
    return { ada, bob, id, ofAda, ofBob };
  }
  function toldTo(client: Client, ...names: (keyof ClientEvents)[]): string[] {
    const told: string[] = [];
    for (const name of names) client.on(name, () => told.push(name));
    return told;
  }

  it('rings, is answered, and gives each the streams of the other', async () => {
    const [ada, bob] = [await signedIn('ada'), await signedIn('bob')];
    const answered = new Promise<CallSession>((resolve) =>
      bob.on('call.incoming', ({ call }) => {
        void bob.calls.accept(call.id).then(() => resolve(sessionOf(bob, call.id)));
      }),
    );
    const ofAda = await sessionOf(ada, await ring(ada));
    const ofBob = await answered;
    await until('both to be connected', () => areMet(ofAda, ofBob));
    await until('the streams', () => ofAda.streamsOf('bob').length + ofBob.streamsOf('ada').length === 2);
    expect(pc(ofBob, 'ada').configuration.iceServers).toEqual([{ urls: ['stun:127.0.0.1:3478'] }]);
  });

  it('says once that it is connected, and what it sends', async () => {
    const { ofAda, ofBob, id } = await inCall();
    const heard: unknown[] = [];
    ofBob.on('media', (told) => heard.push(told));
    const said = (what: string) => server.heard.filter((each) => each === what).length;
    await until('both to say so', () =>
      ['ada', 'bob'].every((name) => said(`${name} media.state {"connected":true}`) === 1),
    );
    ofAda.mute();
    ofAda.shareScreen(new ScriptedStream('video'));
    await until('the screen', () => ofBob.streamsOf('ada').length === 2);
    await until('it to be heard', () => heard.length >= 2);
    expect(heard.at(-1)).toEqual({ user_id: 'ada', media: { audio: false, video: true, screen: true } });
    pc(ofAda, 'bob').fail();
    await until('it to be connected again', () => pc(ofBob, 'ada').restarts === 1 && areMet(ofAda, ofBob));
    expect(said('ada media.state {"connected":true}')).toBe(1);
    expect(server.call(id).state).toBe('active');
  });

  it('goes on with the call by another socket when its own is lost, and asks nobody', async () => {
    const { ada, ofAda, ofBob } = await inCall();
    const before = pc(ofAda, 'bob');
    const leg = () => ofBob.call.participants.find(({ user_id }) => user_id === 'ada')?.leg;
    server.cut('ada');
    await until('another leg', () => leg() === 2);
    await until('ICE to be restarted', () => pc(ofBob, 'ada').restarts >= 1 && areMet(ofAda, ofBob));
    expect(pc(ofAda, 'bob')).toBe(before);
    const resumed = server.heard.find((each) => each.startsWith('ada call.resume'));
    expect(resumed).toMatch(/^ada call\.resume {"bob":"1\.\d+"}$/);
    expect(ada.calls.isConnected).toBe(true);
  });

  it('begins anew with who is back by another leg, though of her first it was never told', async () => {
    const [ada, bob] = [await signedIn('ada'), await signedIn('bob')];
    const id = await ring(ada);
    const ofAda = await sessionOf(ada, id);
    // By what Ada hears Bob has no leg yet, and was there before her: so it is she who offers.
    const joined_at = new Date(0).toISOString();
    server.way = (_event, userId) => userId !== 'ada';
    await bob.calls.accept(id);
    const call = server.call(id);
    const withLeg = (leg: number, version: number) => ({
      ...{ ...call, version: call.version + version },
      participants: call.participants.map((each) =>
        each.user_id === 'bob' ? { ...each, leg, joined_at } : each,
      ),
    });
    server.way = () => true;
    const participant = call.participants[1];
    server.tell('ada', 'participant.joined', { call: withLeg(0, 1), participant });
    await until('him to be met', () => ofAda.peerIds.includes('bob'));
    const ofBob = await sessionOf(bob, id);
    await until('both to be connected', () => areMet(ofAda, ofBob));
    const said = () => server.heard.filter((each) => each === 'ada offer').length;
    const before = said();
    server.tell('ada', 'participant.reconnected', { call: withLeg(2, 2), participant });
    await until('her to begin anew', () => said() > before);
  });

  it('is in the call still when every socket was lost at once', async () => {
    const { ofAda, ofBob, id } = await inCall();
    server.cut();
    await until('both to be back', () => server.call(id).participants.every(({ leg }) => leg === 2));
    await until('ICE to be restarted', () => pc(ofBob, 'ada').restarts >= 1 && areMet(ofAda, ofBob));
  });

  it('takes each signal once, though all are told again', async () => {
    const { ofAda, ofBob } = await inCall();
    server.cut('ada');
    await until('ICE to be restarted', () => pc(ofBob, 'ada').restarts >= 1 && areMet(ofAda, ofBob));
    const times = (what: string) => server.heard.filter((each) => each === what).length;
    expect(times('bob offer')).toBeGreaterThan(1);
    expect(times('ada answer')).toBe(times('bob offer'));
  });

  it('learns what became of a call while it was away', async () => {
    const { ada, bob, id } = await inCall();
    const told = toldTo(ada, 'call.over');
    const closed: string[] = [];
    (await sessionOf(ada, id)).on('closed', ({ reason }) => closed.push(reason));
    server.way = () => false;
    server.cut('ada');
    await bob.calls.leave(id);
    server.way = () => true;
    await until('the end', () => told.length === 1);
    expect(ada.calls.known(id)).toMatchObject({ state: 'ended' });
    expect(closed).toEqual(['hung_up']);
    expect(ScriptedPeerConnection.all.map(({ connectionState }) => connectionState)).toEqual([
      'closed',
      'closed',
    ]);
  });

  it('stops ringing where another device has answered', async () => {
    const [ada, phone, tablet] = [await signedIn('ada'), await signedIn('bob'), await signedIn('bob')];
    const rang = [phone, tablet].map((each) => toldTo(each, 'call.incoming', 'call.answered_elsewhere'));
    const id = await ring(ada);
    await until('both to ring', () => rang.every(({ length }) => length === 1));
    await phone.calls.accept(id);
    await until('the other to stop', () => rang[1]?.length === 2);
    expect(rang).toEqual([['call.incoming'], ['call.incoming', 'call.answered_elsewhere']]);
    await expect(tablet.calls.accept(id)).rejects.toMatchObject({ code: 'answered_elsewhere' });
    const ofPhone = await sessionOf(phone, id);
    await tablet.calls.join(id);
    await until('the first to let go', () => ofPhone.isClosed);
  });

  it('accepts once, though the answer to that was lost', async () => {
    const [ada, bob] = [await signedIn('ada'), await signedIn('bob')];
    const id = await ring(ada);
    let lost = 0;
    chat.losesAnswer = (asked) => asked.endsWith('/accept') && (lost += 1) <= 2;
    expect(await bob.calls.accept(id)).toMatchObject({ call_id: id, state: 'active' });
    expect(lost).toBe(3);
  });

  it('tells events once and none after a later one, and keeps the newest of each call', async () => {
    const [ada, bob] = [await signedIn('ada'), await signedIn('bob')];
    const told: string[] = [];
    ada.on('participant.joined', ({ call, participant }) =>
      told.push(`${call.version} ${participant.user_id}`),
    );
    const id = await ring(ada);
    await bob.calls.accept(id);
    await until('both', () => told.length >= 2);
    const call = server.call(id);
    const [early, late] = [call.version + 1, call.version + 2];
    const participant = call.participants[0];
    for (const version of [early, late, early, late])
      server.tell('ada', 'participant.joined', { call: { ...call, version }, participant });
    await until('the last', () => ada.calls.known(id)?.version === late);
    expect(told.slice(-2)).toEqual([`${early} ada`, `${late} ada`]);
    expect(new Set(told).size).toBe(told.length);
  });

  it('gives its connections the servers that take the place of the first', async () => {
    const { ofAda, id } = await inCall();
    const ice = { ice_servers: [{ urls: ['turn:127.0.0.1'] }], expires_at: new Date().toISOString() };
    server.tell('ada', 'ice.refresh', { call_id: id, ...ice });
    await until('them', () => pc(ofAda, 'bob').configuration.iceServers[0]?.urls[0] === 'turn:127.0.0.1');
  });

  it('leaves nothing open when somebody signs out', async () => {
    const { ada, ofAda } = await inCall();
    const closed: string[] = [];
    ofAda.on('closed', ({ reason }) => closed.push(reason));
    await ada.auth.logout();
    await until('it to be closed', () => closed.length === 1);
    expect([closed, ada.calls.isConnected]).toEqual([['signed_out'], false]);
  });

  it('is degraded while either of its sockets says so', async () => {
    const client = await signedIn('ada');
    await client.chat.connect();
    server.io.emit('mode.changed', { mode: 'degraded', since: '' });
    await until('the mode', () => client.mode === 'degraded');
    chat.io.emit('mode.changed', { mode: 'normal', since: '' });
    server.io.emit('mode.changed', { mode: 'normal', since: '' });
    await until('the mode', () => client.mode === 'normal');
  });
});
