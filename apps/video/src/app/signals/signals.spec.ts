import { until } from '@secureconnect/testing';
import { comparePlaces, signalPlaceOf } from './signal-place';
import { SignalClient, SignalScene } from './signal-scene.contract';

jest.setTimeout(120_000);

const words = (count: number, what = 'word'): string[] =>
  Array.from({ length: count }, (_each, index) => `${what} ${index}`);

/** In the order of their places, each once. */
function areInOrder({ heard }: SignalClient): boolean {
  const places = heard.map(({ signal_id: id }) => signalPlaceOf(id));
  return places.every((each, index) => {
    const before = places[index - 1];
    return !before || comparePlaces(each, before) > 0;
  });
}

let scene: SignalScene;
beforeAll(async () => {
  scene = await SignalScene.start();
});
afterAll(() => scene.close());
afterEach(() => scene.live.leave());

describe('when those in a call are at different instances', () => {
  it('passes on each kind of signal as it was said, in its order', async () => {
    const { ada, bob, call } = await scene.pair();
    const to = bob.client.userId;
    const candidates = [
      {
        candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host',
        sdpMid: '0',
        sdpMLineIndex: 0,
        usernameFragment: null,
      },
      { candidate: '' },
    ];
    await Promise.all([
      ada.says(to, 'v=0'),
      ada.sends('candidates', { to, candidates }),
      ada.sends('candidates.end', { to }),
      ada.sends('ice.restart', { to }),
      ada.says(to, 'v=1', 'answer'),
    ]);
    await bob.hears(['v=1']);
    expect(bob.heard).toEqual([
      { event: 'offer', call_id: call.id, from: ada.client.userId, signal_id: '1.1', sdp: 'v=0' },
      expect.objectContaining({ event: 'candidates', signal_id: '1.2', candidates }),
      expect.objectContaining({ event: 'candidates.end', signal_id: '1.3' }),
      expect.objectContaining({ event: 'ice.restart', signal_id: '1.4' }),
      expect.objectContaining({ event: 'answer', signal_id: '1.5', sdp: 'v=1' }),
    ]);
    expect(ada.heard).toEqual([]);
  });

  it('keeps the order of what is said at once, by both', async () => {
    const { ada, bob } = await scene.pair();
    await Promise.all([
      ada.saysAll(bob.client.userId, words(50, 'ada')),
      bob.saysAll(ada.client.userId, words(50, 'bob')),
    ]);
    await Promise.all([bob.hears(words(50, 'ada')), ada.hears(words(50, 'bob'))]);
    expect(bob.words).toEqual(words(50, 'ada'));
    expect(ada.words).toEqual(words(50, 'bob'));
  });

  it('tells all others what somebody sends', async () => {
    const { ada, bob, call } = await scene.pair();
    expect(await ada.sends('media.state', { video: true, connected: true })).toMatchObject({ ok: true });
    const told = await bob.client.client.next('media.state', 20_000);
    expect(told).toEqual({
      call_id: call.id,
      user_id: ada.client.userId,
      media: { audio: true, video: true, screen: false },
    });
  });
});

describe('when somebody comes back at the other instance', () => {
  it('is given what was said meanwhile, once and in order, and then what is said next', async () => {
    const { ada, bob, call } = await scene.pair();
    const { userId } = bob.client;
    await ada.saysAll(userId, ['before']);
    await bob.hears(['before']);
    bob.close();
    await ada.client.hears('participant.reconnecting', (heard) => heard.call.id === call.id);
    await ada.saysAll(userId, words(10, 'meanwhile'));
    const back = await scene.comes(userId, call, 0);
    await ada.saysAll(userId, ['after']);
    await back.hears(['after']);
    expect(back.words.filter((each) => each !== 'before')).toEqual([...words(10, 'meanwhile'), 'after']);
    expect(areInOrder(back)).toBe(true);
  });

  it('is given what she says she lacks, though a node had passed it on', async () => {
    const { ada, bob, call } = await scene.pair();
    const { userId } = bob.client;
    await ada.saysAll(userId, words(5));
    await bob.hears(words(5));
    await scene.untilPassed();
    // Of these five the client had only two when its network went.
    const have = { [ada.client.userId]: bob.ids[1] ?? '' };
    bob.close();
    await ada.client.hears('participant.reconnecting', (heard) => heard.call.id === call.id);
    const back = await scene.comes(userId, call, 0);
    expect(await back.resumes(have)).toMatchObject({ ok: true });
    await ada.saysAll(userId, ['after']);
    await back.hears(['after']);
    expect(back.words).toEqual([...words(5).slice(2), 'after']);
  });

  it('is not given again what a node had passed on, also when she says nothing of what she has', async () => {
    const { ada, bob, call } = await scene.pair();
    const { userId } = bob.client;
    await ada.saysAll(userId, words(5));
    await bob.hears(words(5));
    await scene.untilPassed();
    bob.close();
    await ada.client.hears('participant.reconnecting', (heard) => heard.call.id === call.id);
    const back = await scene.comes(userId, call, 1);
    expect(await back.resumes()).toMatchObject({ ok: true });
    await ada.saysAll(userId, ['after']);
    await back.hears(['after']);
    expect(back.words).toEqual(['after']);
  });

  it('goes on with higher places when it was the sender who came back', async () => {
    const { ada, bob, call } = await scene.pair();
    await ada.saysAll(bob.client.userId, words(3, 'first'));
    await bob.hears(words(3, 'first'));
    ada.close();
    await bob.client.hears('participant.reconnecting', (heard) => heard.call.id === call.id);
    const back = await scene.comes(ada.client.userId, call, 1);
    await back.saysAll(bob.client.userId, words(3, 'second'));
    await bob.hears(words(3, 'second'));
    expect(bob.words).toEqual([...words(3, 'first'), ...words(3, 'second')]);
    expect(areInOrder(bob)).toBe(true);
    expect(bob.ids.at(-1)).toMatch(/^[2-9]\.3$/);
  });
});

describe('when somebody may not speak', () => {
  const codeOf = async (answer: ReturnType<SignalClient['says']>) => (await answer).error?.code;

  it('passes on nothing of an outsider, nor to one', async () => {
    const { ada, bob, call } = await scene.pair();
    const [eve] = scene.live.calls.people(1);
    const outsider = new SignalClient(await scene.live.connect(eve), call.id);
    expect(await codeOf(outsider.says(bob.client.userId, 'x'))).toBe('call_unknown');
    expect(await codeOf(outsider.sends('media.state', { audio: false }))).toBe('call_unknown');
    expect(await codeOf(ada.says(eve, 'x'))).toBe('peer_not_in_call');
    expect(await codeOf(ada.says(ada.client.userId, 'x'))).toBe('peer_not_in_call');
    await ada.saysAll(bob.client.userId, ['for bob']);
    await bob.hears(['for bob']);
    expect(bob.words).toEqual(['for bob']);
    expect(outsider.heard).toEqual([]);
  });

  it('passes on nothing of another device of hers, nor to it', async () => {
    const { ada, bob, call } = await scene.pair();
    const tablet = new SignalClient(await scene.live.connect(ada.client.userId, 1, 'tablet'), call.id);
    expect(await codeOf(tablet.says(bob.client.userId, 'x'))).toBe('other_device_in_call');
    await bob.saysAll(ada.client.userId, ['for the phone']);
    await ada.hears(['for the phone']);
    expect(tablet.heard).toEqual([]);
  });

  it('passes on nothing once the call is over, and keeps nothing', async () => {
    const { ada, bob, call } = await scene.pair();
    await scene.live.does(ada.client.userId, call.id, 'end');
    await ada.client.hears('call.ended', (heard) => heard.call.id === call.id);
    expect(await codeOf(ada.says(bob.client.userId, 'x'))).toBe('call_ended');
    await until('nothing to be kept', () => scene.relay().sizes.signals === 0, { timeout: 30_000 });
  });

  it.each([
    ['a description that is too long', 'offer', { sdp: 'x'.repeat(65_537) }],
    [
      'too many candidates',
      'candidates',
      { candidates: Array.from({ length: 65 }, () => ({ candidate: '' })) },
    ],
    ['a candidate that is too long', 'candidates', { candidates: [{ candidate: 'x'.repeat(2_049) }] }],
    ['a candidate that is none', 'candidates', { candidates: [{ candidate: 7 }] }],
    ['a candidate with things in it', 'candidates', { candidates: [{ candidate: '', sdpMid: { a: 1 } }] }],
  ])('refuses %s', async (_what, event, data) => {
    const { ada, bob } = await scene.pair();
    expect((await ada.sends(event, { to: bob.client.userId, ...data })).ok).toBe(false);
  });
});
