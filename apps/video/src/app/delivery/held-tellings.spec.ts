import { httpClient, until } from '@secureconnect/testing';
import { ChangeCall } from '../calls/change-call.port';
import { SignalClient } from '../signals/signal-scene.contract';
import { CallBook } from './call-book.service';
import { CutOffScene } from './cut-off-scene.contract';

jest.setTimeout(150_000);
const patient = { timeout: 60_000 };

let scene: CutOffScene;
beforeAll(async () => {
  scene = await CutOffScene.start();
});
afterEach(async () => {
  await scene.heal();
  scene.signals.live.leave();
});
afterAll(() => scene.close());

/** Ada at the first instance, three others at the second, and Dan, who comes and goes by the first. */
async function meeting() {
  const { live } = scene.signals;
  const people = live.calls.people(5);
  const [ada, bob, cy, eve, dan] = people;
  const conversation = live.calls.conversation(people, 'group');
  const sockets = await Promise.all(
    [ada, bob, cy, eve].map((each) => live.connect(each, Number(each !== ada))),
  );
  const call = await live.call(ada, conversation);
  for (const each of [bob, cy, eve]) await live.does(each, call.id, 'accept', 1);
  const all = sockets.map((each) => new SignalClient(each, call.id));
  await Promise.all(all.map((each) => scene.signals.isLeg(each, call)));
  const [one, two, three, four] = all;
  if (!one || !two || !three || !four) throw new Error('Nobody came');
  const book = live.calls.at(1).get(CallBook);
  const isTold = async () => {
    const [told, row] = await Promise.all([
      live.toldTo(two.client, call.id),
      live.calls.rows<{ version: number }>('SELECT version FROM video.calls WHERE id = $1', [call.id]),
    ]);
    return book.newest(call.id)?.version === row[0]?.version && two.client.versions.at(-1) === told.at(-1);
  };
  await until('all to be told', isTold, patient);
  return { call, dan, ada: one, bob: two, cy: three, eve: four };
}

/** What the second instance is told of a call though nothing it relies on tells it. */
async function change(callId: string, dan: string, comes: boolean): Promise<number> {
  const { calls } = scene.signals.live;
  const happening = comes
    ? ({ kind: 'join', userId: dan, device: 'phone' } as const)
    : ({ kind: 'leave', userId: dan } as const);
  const { version } = await calls.at(0).get(ChangeCall).apply(callId, happening);
  const known = calls.at(1).get(CallBook).newest(callId)?.version ?? 0;
  const changes = await calls.at(0).get(CallBook).reads.changesAfter(callId, known);
  for (const each of changes) calls.at(1).get(CallBook).hear(each);
  return version;
}

/** Says something at the second instance that was judged before nobody could say whether it may be said. */
function says(from: SignalClient, to: SignalClient, callId: string, sdp: string): void {
  const { userId, client } = from.client;
  const speaker = { userId, socketId: client.socket.id ?? '' };
  scene.signals.relay(1).send(speaker, { callId, to: to.client.userId }, { event: 'offer', data: { sdp } });
}

describe('while an instance hears by no way who was signed out', () => {
  it('who was signed out is told nothing any more, and the others all of it in its order once it hears', async () => {
    const { call, dan, ada, bob, cy, eve } = await meeting();
    const met = bob.client.versions.at(-1) ?? 0;
    const heard: string[] = [];
    bob.client.client.socket.onAny((event: string, data: { call?: { version: number }; sdp?: string }) => {
      const said = data?.call && event !== 'call.current' ? `change ${data.call.version}` : data?.sdp;
      // One change may mean two events.
      if (said && heard.at(-1) !== said) heard.push(said);
    });
    const ofEve = [eve.client.heard.length, eve.heard.length];
    await scene.cut();
    await scene.signals.endSession(eve.client.device);
    const expected: string[] = [];
    for (let times = 0; times < 3; times += 1) {
      expected.push(`change ${await change(call.id, dan, true)}`, `word ${times}`);
      says(cy, bob, call.id, `word ${times}`);
      says(bob, eve, call.id, 'for eve');
      expected.push(`change ${await change(call.id, dan, false)}`);
    }
    for (const { client } of [bob, eve]) await scene.arrived(client);
    expect(heard).toEqual([]);
    await scene.heal();
    expect(await eve.client.client.next('session.revoked', 20_000)).toEqual({ reason: 'session_ended' });
    await eve.client.client.next('disconnect', 20_000);
    expect([eve.client.heard.length, eve.heard.length]).toEqual(ofEve);
    await until('all to be heard', () => heard.length >= expected.length, patient);
    expect(heard.slice(0, expected.length)).toEqual(expected);
    await until(
      'the newest to be heard',
      async () =>
        bob.client.versions.at(-1) === (await scene.signals.live.toldTo(bob.client, call.id)).at(-1),
      patient,
    );
    // What happened while he became a leg may have been shown him by `call.current` instead.
    const since = (versions: readonly number[]) => versions.filter((version) => version > met);
    expect(since(bob.client.versions)).toEqual(since(await scene.signals.live.toldTo(bob.client, call.id)));
    expect(ada.client.client.connected).toBe(true);
  });

  it('who cannot be told all of it is cut, is shown her calls when she comes back, and the others begin anew with her', async () => {
    const { call, ada, bob, cy } = await meeting();
    await scene.cut();
    for (let words = 0; words <= 1_000; words += 1) says(cy, bob, call.id, `word ${words}`);
    await bob.client.client.next('disconnect', 20_000);
    expect([bob.words, ada.client.client.connected, cy.client.client.connected]).toEqual([[], true, true]);
    const { text } = await httpClient(scene.signals.live.calls.at(1).url).get('/metrics');
    expect(/^realtime_sockets_cut_total\{reason="missed"\} (\d+)/m.exec(text)?.[1]).toBe('1');
    await scene.heal();
    const back = await scene.signals.comes(bob.client.userId, call, 1);
    const isBob = ({ data }: { data: { participant?: { user_id: string } } }) =>
      data.participant?.user_id === bob.client.userId;
    await Promise.all([ada, cy].map(({ client }) => client.hears('participant.reconnected', isBob)));
    const { call: shown } = await back.client.hears('call.current');
    expect(shown.participants.find(({ user_id }) => user_id === bob.client.userId)).toMatchObject({
      state: 'joined',
      leg: 2,
    });
    await cy.saysAll(bob.client.userId, ['anew']);
    await back.hears(['anew']);
    expect(back.words.at(-1)).toBe('anew');
  });
});
