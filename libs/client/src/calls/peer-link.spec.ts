import { until } from '@secureconnect/testing';
import { type PeerState } from './call-session-events';
import { type CallStream } from './peer-connection';
import { ScriptedPeerConnection, ScriptedStream } from './peer-connection.contract';
import { PeerLink } from './peer-link';
import { type Signal } from './signal';

interface Side {
  link: PeerLink;
  readonly sent: ScriptedStream[];
  readonly streams: CallStream[];
  readonly removed: CallStream[];
  readonly states: PeerState[];
  readonly faults: unknown[];
}

describe('a connection to another participant', () => {
  /** Every signal as `from event`. */
  let said: string[];
  /** Says what becomes of a signal; it arrives unless said. */
  let way: (from: string, event: string) => 'tell' | 'lose' | 'refuse' | Promise<unknown>;
  let ends: Record<string, Side>;
  const other = (name: string) => (name === 'ada' ? 'bob' : 'ada');
  const side = (name: string) => ends[name] as Side;
  const pcOf = (name: string) => side(name).link.connection as ScriptedPeerConnection;

  beforeEach(() => {
    said = [];
    ends = {};
    way = () => 'tell';
    ScriptedPeerConnection.all.length = 0;
  });
  afterEach(() => {
    jest.useRealTimers();
    Object.values(ends).forEach(({ link }) => link.close());
    // Nothing was ever given to a connection that would have harmed a real one.
    expect(ScriptedPeerConnection.all.flatMap(({ harm }) => harm)).toEqual([]);
  });

  async function pass(from: string, event: string, sent: object): Promise<void> {
    said.push(`${from} ${event}`);
    const became = way(from, event);
    if (became === 'refuse') throw new Error('refused');
    if (became === 'lose') return;
    if (became !== 'tell') await became;
    ends[other(from)]?.link.hear({ event, data: { from, ...sent } } as unknown as Signal);
  }
  /** Bob came later; Ada is the polite one. */
  function open(name: string, ...kinds: string[]): Side {
    const stream = new ScriptedStream(...kinds);
    const told = { sent: [stream], streams: [], removed: [], states: [], faults: [] };
    const made: Side = { ...told, link: undefined as unknown as PeerLink };
    ends[name] = made;
    made.link = new PeerLink({
      ...{ isOfferer: name === 'bob', isPolite: name === 'ada', random: () => 0.1 },
      connect: () => new ScriptedPeerConnection({ iceServers: [] }),
      sent: () => made.sent.flatMap((each) => each.tracks.map((track) => ({ track, stream: each }))),
      send: (event, sent) => pass(name, event, sent),
      onState: (state) => made.states.push(state),
      onStream: (each) => made.streams.push(each),
      onStreamRemoved: (each) => made.removed.push(each),
      onFault: (error) => made.faults.push(error),
    });
    return made;
  }
  const met = () => until('both to be connected', () => pcOf('ada').isMet(pcOf('bob')));
  async function connected(): Promise<void> {
    open('ada', 'audio');
    open('bob', 'audio', 'video');
    await met();
    await until('both to say so', () => side('ada').states.length > 0 && side('bob').states.length > 0);
  }
  const times = (what: string) => said.filter((each) => each === what).length;

  it('is offered by who came later, and gives both the streams of the other', async () => {
    await connected();
    await until('the streams', () => side('ada').streams.length === 1 && side('bob').streams.length === 1);
    expect(said.filter((each) => /offer|answer/.test(each))).toEqual(['bob offer', 'ada answer']);
    expect(side('ada').states).toEqual(['connected']);
    expect([...side('ada').faults, ...side('bob').faults]).toEqual([]);
  });

  it('has many candidates go as one', async () => {
    await connected();
    expect(times('bob candidates')).toBe(1);
  });

  it('keeps candidates that come before the description they belong to', async () => {
    const { link } = open('ada', 'audio');
    const pc = pcOf('ada');
    const origin =
      'v=0\r\no=- pc 1 IN IP4 127.0.0.1\r\na=ice-ufrag:early\r\na=fingerprint:pc\r\na=sends:\r\n';
    const from = { from: 'bob', call_id: '', signal_id: '1.1' };
    const candidates = [{ candidate: 'candidate:1 ufrag early' }];
    link.hear({ event: 'candidates', data: { ...from, candidates } });
    link.hear({ event: 'offer', data: { ...from, sdp: origin } });
    const added = jest.spyOn(pc, 'addIceCandidate');
    await until('the candidate to be taken', () => added.mock.calls.length === 1);
    expect(side('ada').faults).toEqual([]);
  });

  it('comes to one where both offer at once: the polite one takes hers back', async () => {
    await connected();
    const both = until('both to offer', () => times('bob offer') === 2 && times('ada offer') === 1);
    way = (_, event) => (event === 'offer' ? both : 'tell');
    for (const name of ['ada', 'bob']) {
      side(name).sent.push(new ScriptedStream('video'));
      side(name).link.updateTracks();
    }
    // Another generation: its candidates would be refused by who did not take the offer.
    side('ada').link.hear({ event: 'ice.restart', data: { from: 'bob', call_id: '', signal_id: '1.9' } });
    const has = (name: string, count: number) => side(name).streams.length === count;
    await until('both screens', () => has('ada', 2) && has('bob', 2));
    await met();
    expect([...side('ada').faults, ...side('bob').faults]).toEqual([]);
  });

  it('restarts ICE on the same connection when either has another leg', async () => {
    await connected();
    const before = [pcOf('ada'), pcOf('bob')];
    for (const { link } of Object.values(ends)) link.renew();
    await until('a restart', () => pcOf('bob').restarts === 1);
    await until('another answer', () => times('ada answer') === 2);
    await met();
    expect([pcOf('ada'), pcOf('bob')]).toEqual(before);
    expect(pcOf('ada').restarts).toBe(0);
  });

  it.each(['ada', 'bob'])(
    'begins with another connection when the page of %s was loaded again',
    async (name) => {
      await connected();
      const stale = pcOf(other(name));
      side(name).link.close();
      open(name, 'audio');
      side(other(name)).link.renew();
      await until('another', () => pcOf(other(name)) !== stale);
      await met();
      expect(stale.connectionState).toBe('closed');
      expect(side(other(name)).removed).toHaveLength(1);
    },
  );

  it('asks for an offer when nobody makes it one', async () => {
    jest.useFakeTimers();
    await drive(async () => {
      await connected();
      side('ada').link.close();
      open('ada', 'audio');
      await met();
    });
    expect(times('ada ice.restart')).toBe(1);
  });

  it.each(['offer', 'answer'])('offers again when the %s was lost', async (lost) => {
    jest.useFakeTimers();
    let count = 0;
    way = (_, event) => (event === lost && (count += 1) === 1 ? 'lose' : 'tell');
    await drive(connected);
    expect(times('bob offer')).toBe(2);
  });

  it('offers again when the answer was lost and the way recovered by itself, so that a later camera is seen', async () => {
    jest.useFakeTimers();
    await drive(async () => {
      await connected();
      way = (_, event) => {
        if (event !== 'answer') return 'tell';
        way = () => 'tell';
        pcOf('bob').recover();
        return 'lose';
      };
      pcOf('bob').fail();
      await until('him to say so', () => side('bob').states.length === 3);
      expect(side('bob').states).toEqual(['connected', 'reconnecting', 'connected']);
      side('bob').sent.push(new ScriptedStream('video'));
      side('bob').link.updateTracks();
      await until('the camera', () => side('ada').streams.length === 2, { timeout: 60_000 });
    });
    expect(pcOf('bob').signalingState).toBe('stable');
  });

  it('begins anew when a signal of its was refused', async () => {
    let count = 0;
    way = (from, event) => (from === 'ada' && event === 'answer' && (count += 1) === 1 ? 'refuse' : 'tell');
    await connected();
    expect(side('ada').faults).toHaveLength(1);
  });

  it('takes no answer to an offer before the last', async () => {
    let release: (value?: unknown) => void = () => undefined;
    const late = new Promise((resolve) => (release = resolve));
    let count = 0;
    await connected();
    way = (_, event) => (event === 'answer' && (count += 1) === 1 ? late : 'tell');
    side('bob').link.renew();
    await until('the answer', () => count === 1);
    side('bob').link.renew();
    await until('another offer', () => times('bob offer') === 3);
    release();
    await until('its answer', () => times('ada answer') === 3);
    await met();
  });

  it('restarts ICE by itself when the way is lost, whoever notices', async () => {
    await connected();
    pcOf('ada').fail();
    await until('ada to ask', () => times('ada ice.restart') === 1);
    await until('another answer', () => times('ada answer') === 2);
    await met();
    pcOf('bob').fail();
    await until('a third', () => times('ada answer') === 3);
    await met();
  });

  it('leaves nothing behind when it is closed', async () => {
    await connected();
    const pc = pcOf('bob');
    await until('a stream', () => side('bob').streams.length === 1);
    side('bob').link.close();
    expect([pc.connectionState, side('bob').removed.length, side('bob').states.at(-1)]).toEqual([
      'closed',
      1,
      'gone',
    ]);
    const before = said.filter((each) => each.startsWith('bob')).length;
    side('ada').link.renew();
    side('bob').link.renew();
    side('bob').link.hear({ event: 'ice.restart', data: { from: 'ada', call_id: '', signal_id: '9.9' } });
    await new Promise((resolve) => setImmediate(resolve));
    expect(said.filter((each) => each.startsWith('bob'))).toHaveLength(before);
  });

  /** Lets time pass for as long as something waits for it. */
  async function drive(run: () => Promise<void>): Promise<void> {
    let isDone = false;
    const running = run().finally(() => (isDone = true));
    while (!isDone) await jest.advanceTimersByTimeAsync(50);
    await running;
  }
});
