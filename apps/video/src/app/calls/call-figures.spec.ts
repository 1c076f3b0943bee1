import { until } from '@secureconnect/testing';
import { SignalScene } from '../signals/signal-scene.contract';

const patient = { timeout: 40_000, every: 100 };
let scene: SignalScene;
beforeAll(async () => (scene = await SignalScene.start(1)), 60_000);
afterAll(() => scene.close(), 30_000);

type Figures = Readonly<Record<string, number>>;

/** What video shows of calls, by name and labels. */
async function figures(): Promise<Figures> {
  const { text } = await scene.live.calls.as(scene.live.calls.people(1)[0]).get('/metrics');
  const lines = text.matchAll(/^(video_\w+|push_total)(?:\{(.*)\})? (\S+)$/gm);
  return Object.fromEntries(
    [...lines].map(([, name = '', labels, value]) => [
      [name, ...(labels ?? '').split(',').filter((each) => each !== '' && !each.startsWith('service='))].join(
        ' ',
      ),
      Number(value),
    ]),
  );
}

/** Each of these is what it was, and so much more. */
const moved = (before: Figures, by: Figures) =>
  until(
    `${Object.keys(by).join()} to have moved`,
    async () => {
      const now = await figures();
      return Object.entries(by).every(([name, more]) => now[name] === (before[name] ?? 0) + more);
    },
    patient,
  );

/** All that is told of somebody who came back to her call, with another socket. */
async function oneCall(): Promise<void> {
  const { ada, bob, call } = await scene.pair(0);
  await bob.says(ada.client.userId, 'v=0');
  await ada.hears(['v=0']);
  const said = { audio: true, connected: true };
  for (const each of [ada, bob, ada]) expect((await each.sends('media.state', said)).ok).toBe(true);
  bob.close();
  await ada.client.hears('participant.reconnecting');
  await scene.comes(bob.client.userId, call, 0);
  await ada.client.hears('participant.reconnected');
  expect(await scene.live.does(ada.client.userId, call.id, 'leave')).toBe(200);
  await ada.client.hears('call.ended');
}

describe('the figures of calls', () => {
  it('say of one call that it began, rang, connected, had somebody back, and ended', async () => {
    const before = await figures();
    await oneCall();
    await moved(before, {
      video_calls_begun_total: 1,
      'video_calls_ended_total state="ended" reason="hung_up"': 1,
      video_call_ringing_seconds_count: 1,
      // However often it is said, and by whomever.
      video_call_connect_seconds_count: 1,
      video_reconnections_total: 1,
    });
    const now = await figures();
    for (const name of ['video_changes_told_total', 'video_events_told_total'])
      expect(now[name]).toBeGreaterThan(before[name] ?? 0);
    expect(now['video_call_connect_seconds_sum']).toBeGreaterThanOrEqual(0);
  }, 90_000);

  it('say how many are in calls at this moment, and forget them afterwards', async () => {
    scene.live.leave();
    await moved({}, { video_people_connected: 0, video_legs_held: 0, video_calls_followed: 0 });
    const { ada, call } = await scene.pair(0);
    await moved({}, { video_people_connected: 2, video_legs_held: 2, video_calls_followed: 1 });
    await moved({}, { 'video_calls_open state="active"': 1 });
    await scene.live.does(ada.client.userId, call.id, 'leave');
    await moved({}, { video_legs_held: 0, 'video_calls_open state="active"': 0, video_outbox_rows: 0 });
  }, 90_000);

  it('say how long one rang that nobody answered, and what ended it', async () => {
    const [ada, bob] = scene.live.calls.people(2);
    const before = await figures();
    const { id } = await scene.live.call(ada, scene.live.calls.conversation([ada, bob]));
    await scene.live.does(bob, id, 'decline');
    const counted = { video_calls_begun_total: 1, video_call_ringing_seconds_count: 1 };
    await moved(before, { ...counted, 'video_calls_ended_total state="declined" reason="declined"': 1 });
    const now = await figures();
    expect(now['video_call_connect_seconds_count']).toBe(before['video_call_connect_seconds_count']);
  }, 60_000);
});
