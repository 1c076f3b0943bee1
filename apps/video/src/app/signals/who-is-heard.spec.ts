import { until } from '@secureconnect/testing';
import { SignalClient, SignalScene } from './signal-scene.contract';

jest.setTimeout(90_000);
const patient = { timeout: 60_000 };

let scene: SignalScene;
beforeAll(async () => {
  scene = await SignalScene.start();
});
afterAll(() => scene.close());
afterEach(() => scene.live.leave());

const codeOf = async (answer: ReturnType<SignalClient['says']>) => (await answer).error?.code;

describe('who was put out of a call', () => {
  it('hears no event, signal or media of it any more, by no socket, and says nothing', async () => {
    const { ada, bob, cy, call } = await scene.trio();
    const tablet = await scene.live.connect(bob.client.userId, 0, 'tablet');
    const path = `/v1/calls/${call.id}/participants/${bob.client.userId}`;
    expect((await scene.live.calls.as(ada.client.userId).delete(path)).status).toBeLessThan(300);
    const isBob = ({ data }: { data: { participant?: { user_id: string } } }) =>
      data.participant?.user_id === bob.client.userId;
    await Promise.all([bob, ada].map(({ client }) => client.hears('participant.left', isBob)));
    const heardBefore = [bob.client.heard.length, bob.heard.length, tablet.heard.length];
    expect(await codeOf(ada.says(bob.client.userId, 'x'))).toBe('peer_not_in_call');
    expect(await codeOf(bob.says(ada.client.userId, 'x'))).toBe('kicked_from_call');
    expect(await codeOf(bob.sends('media.state', { audio: false }))).toBe('kicked_from_call');
    expect(await codeOf(bob.resumes({}))).toBe('kicked_from_call');
    const again = new SignalClient(await scene.live.connect(bob.client.userId, 1), call.id);
    await ada.saysAll(cy.client.userId, ['for cy']);
    await cy.hears(['for cy']);
    await ada.sends('media.state', { video: true });
    await cy.client.client.next('media.state', 20_000);
    await scene.live.does(ada.client.userId, call.id, 'end');
    await cy.client.hears('call.ended');
    // His instance has heard of the end by now, for it has told Cy.
    expect([bob.client.heard.length, bob.heard.length, tablet.heard.length]).toEqual(heardBefore);
    expect([again.client.heard, again.heard, again.client.client.pending('media.state')]).toEqual([
      [],
      [],
      [],
    ]);
    expect(bob.client.client.pending('media.state')).toEqual([]);
  });
});

describe('whose session was ended', () => {
  it('is cut, is lost to the others, and hears nothing of what is said to her', async () => {
    const { ada, bob } = await scene.pair();
    const { userId, device } = bob.client;
    await scene.endSession(device);
    await bob.client.client.next('session.revoked', 20_000);
    await bob.client.client.next('disconnect', 20_000);
    await ada.client.hears('participant.reconnecting');
    await ada.saysAll(userId, ['for bob']);
    await expect(scene.live.connect(userId, 1)).rejects.toThrow();
    expect(bob.heard).toEqual([]);
  });
});

describe('who says too much', () => {
  it('is refused by its name and cut, while two others go on', async () => {
    const [flooded, others] = [await scene.pair(), await scene.pair()];
    const { ada, bob } = flooded;
    const to = bob.client.userId;
    const one = { to, candidates: [{ candidate: 'x' }] };
    const flood = Promise.allSettled(Array.from({ length: 2_000 }, () => ada.sends('candidates', one)));
    const meanwhile = Array.from({ length: 50 }, (_each, index) => `word ${index}`);
    await others.ada.saysAll(others.bob.client.userId, meanwhile);
    await others.bob.hears(meanwhile);
    expect(others.bob.words).toEqual(meanwhile);
    const answers = (await flood).flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const refusals = answers.filter(({ ok }) => !ok);
    // She may be cut before she reads a single refusal of an event; that she is told why, comes first.
    expect(refusals.filter(({ error }) => error?.code !== 'rate_limited')).toEqual([]);
    expect(await ada.client.client.next('error', 20_000)).toMatchObject({ code: 'rate_limited' });
    await until('she to be cut', () => !ada.client.client.connected, patient);
    expect(bob.heard.length).toBeLessThan(1_000);
    await until(
      'all that was taken to be heard',
      () => bob.heard.length >= answers.length - refusals.length,
      patient,
    );
  });

  it.each([
    ['a description of a megabyte', 'offer', { sdp: 'x'.repeat(1_000_000) }],
    ['a frame of 300 kB', 'candidates', { candidates: [{ candidate: 'x'.repeat(300_000) }] }],
  ])('is cut by %s, of which nobody hears, and comes back', async (_what, event, data) => {
    const { ada, bob, call } = await scene.pair();
    const to = bob.client.userId;
    // Whoever is cut is answered nothing.
    ada.client.client.emit(event, { call_id: call.id, to, ...data });
    expect(await ada.client.client.next('error', 20_000)).toMatchObject({ code: 'event_too_large' });
    await ada.client.client.next('disconnect', 20_000);
    const back = await scene.comes(ada.client.userId, call, 1);
    await back.saysAll(to, ['back']);
    await bob.hears(['back']);
    expect(bob.words).toEqual(['back']);
  });
});
