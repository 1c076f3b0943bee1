import { randomUUID } from 'node:crypto';
import { newId } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { type CallChange } from '../../calls/call-change';
import { type Call, type Participant } from '../../machine/call';
import { type Told } from '../../machine/decision';
import { type Browser, BrowserPushService } from '../browser.contract';
import { CallPushes } from '../call-pushes.port';
import { PushScene } from '../push-scene.contract';
import { PushTally } from './push-tally';

let scene: PushScene;
const pushes = new BrowserPushService(() => scene.vapid.publicKey);
beforeAll(async () => {
  await pushes.start();
  scene = await PushScene.start(2);
}, 60_000);
beforeEach(() => pushes.answer());
afterAll(async () => {
  await scene.close();
  await pushes.close();
}, 30_000);

const noMedia = { audio: false, video: false, screen: false };
const called = (userId: string, more: Partial<Participant> = {}): Participant => ({
  ...{ userId, state: 'invited', reason: null, device: null, leg: 0, until: null, media: noMedia },
  ...{ joinedAt: null, leftAt: null, ...more },
});
const callOf = (caller: string, others: readonly string[], more: Partial<Call> = {}): Call => ({
  ...{
    id: newId(),
    conversationId: newId(),
    isDirect: true,
    type: 'video',
    callerId: caller,
    state: 'ringing',
  },
  ...{
    reason: null,
    version: 1,
    createdAt: Date.now(),
    ringUntil: Date.now() + 45_000,
    answeredAt: null,
    endedAt: null,
  },
  participants: [called(caller, { state: 'joined', joinedAt: 1 }), ...others.map((userId) => called(userId))],
  ...more,
});
const changeOf = (call: Call, ...told: Told[]): CallChange => ({ call, cause: 'begin', told });
const ringing = (call: Call, ...to: string[]) => changeOf(call, { event: 'call.incoming', to });
/** Somebody with so many browsers. */
async function person(devices = 1) {
  const [userId] = scene.people(1) as [string];
  const browsers: Browser[] = [];
  const sessions = Array.from({ length: devices }, () => randomUUID());
  for (let each = 0; each < devices; each += 1) {
    const browser = pushes.browser();
    const registration = { provider: 'web', subscription: browser.subscription };
    await scene
      .as(userId, { session: sessions[each] as string })
      .put(`/v1/push/tokens/${each}`, registration);
    browsers.push(browser);
  }
  return { userId, browsers, browser: browsers[0] as Browser, sessions };
}
const hears = (browser: Browser, ...kinds: string[]) =>
  until(`${kinds.join()} to be heard`, () => String(pushes.toldTo(browser)) === String(kinds), {
    timeout: 30_000,
  });
const queued = async () =>
  Number(
    (
      await scene.postgres.sql<{ n: number }>(
        "SELECT count(*)::int AS n FROM video.jobs WHERE name LIKE 'push%'",
      )
    )[0]?.n,
  );

describe('a call', () => {
  it('rings all devices of whoever is called, and none of who calls', async () => {
    const [ada, bob] = [await person(), await person(2)];
    const call = callOf(ada.userId, [bob.userId]);
    await scene.at().change(ringing(call, bob.userId, ada.userId));
    for (const browser of bob.browsers) await hears(browser, 'call.incoming');
    const { told, headers } = pushes.received.find(({ browser }) => browser === bob.browser.name)!;
    expect(Object.keys(told).sort()).toEqual([
      'call_id',
      'call_type',
      'caller_id',
      'conversation_id',
      'expires_at',
      'kind',
    ]);
    expect([told['call_id'], told['caller_id'], headers.urgency]).toEqual([call.id, ada.userId, 'high']);
    expect(Number(headers['ttl'])).toBeLessThanOrEqual(45);
    expect(pushes.toldTo(ada.browser)).toEqual([]);
  });

  it('that was rolled back rings nobody', async () => {
    const [ada, bob, eve] = [await person(), await person(), await person()];
    const rolledBack = scene
      .at()
      .get(DataSource)
      .transaction(async (within) => {
        await scene
          .at()
          .get(CallPushes)
          .enqueue(ringing(callOf(ada.userId, [bob.userId]), bob.userId), within);
        throw new Error('rolled back');
      });
    await expect(rolledBack).rejects.toThrow('rolled back');
    await scene.at().change(ringing(callOf(ada.userId, [eve.userId]), eve.userId));
    await hears(eve.browser, 'call.incoming');
    expect(pushes.toldTo(bob.browser)).toEqual([]);
  });

  it('that is cancelled or missed takes the place of its ring', async () => {
    const [ada, bob] = [await person(), await person()];
    const call = callOf(ada.userId, [bob.userId]);
    await scene.at().change(ringing(call, bob.userId));
    await hears(bob.browser, 'call.incoming');
    const to = [ada.userId, bob.userId];
    await scene
      .at(1)
      .change(changeOf({ ...call, version: 2, state: 'cancelled' }, { event: 'call.cancelled', to }));
    await hears(bob.browser, 'call.incoming', 'call.cancelled');
    const topics = pushes.received
      .filter(({ browser }) => browser === bob.browser.name)
      .map(({ headers }) => headers['topic']);
    expect(new Set(topics).size).toBe(1);
    expect(pushes.toldTo(ada.browser)).toEqual([]);
  });

  it('answered with one device stops ringing on the others', async () => {
    const [ada, bob] = [await person(), await person(2)];
    const call = callOf(ada.userId, [bob.userId]);
    await scene.at().change(ringing(call, bob.userId));
    for (const browser of bob.browsers) await hears(browser, 'call.incoming');
    const participants = [call.participants[0]!, called(bob.userId, { state: 'joined', joinedAt: 2 })];
    const exceptDevice = bob.sessions[0] as string;
    const told = { event: 'call.answered_elsewhere', to: [bob.userId], exceptDevice } as const;
    await scene.at().change(changeOf({ ...call, version: 2, participants }, told));
    await hears(bob.browsers[1]!, 'call.incoming', 'call.answered_elsewhere');
    await until('no job to be left', async () => (await queued()) === 0, { timeout: 20_000 });
    expect(pushes.toldTo(bob.browser)).toEqual(['call.incoming']);
  });
});

describe('a push service that', () => {
  /** By whichever instance ran the job; in one process all have the metrics of one. */
  const rejected = () =>
    scene.instances
      .flatMap((each) => [...each.get(PushTally).all()])
      .filter(
        ({ provider, kind, outcome }) => `${provider} ${kind} ${outcome}` === 'web call.incoming rejected',
      )
      .reduce((sum, { count }) => sum + count, 0);

  it('knows a token no more has it forgotten, and other devices ring', async () => {
    const [ada, bob] = [await person(), await person()];
    const gone = {
      provider: 'web',
      subscription: { ...bob.browser.subscription, endpoint: `${pushes.origin}/push/gone` },
    };
    await scene.as(bob.userId).put('/v1/push/tokens/gone', gone);
    const before = rejected();
    await scene.at().change(ringing(callOf(ada.userId, [bob.userId]), bob.userId));
    await hears(bob.browser, 'call.incoming');
    await until(
      'it to be forgotten',
      async () => (await scene.as(bob.userId).get('/v1/push/tokens/gone')).status === 404,
    );
    expect(rejected()).toBe(before + 1);
  });

  it('is busy is asked again, and a ring that was overtaken meanwhile is not sent', async () => {
    const [ada, bob] = [await person(), await person()];
    const call = callOf(ada.userId, [bob.userId]);
    pushes.answer((response) => response.writeHead(503, { 'retry-after': '1' }).end());
    const before = pushes.asked;
    await scene.at().change(ringing(call, bob.userId));
    await until('it to be asked', () => pushes.asked > before);
    await scene.at().change(changeOf({ ...call, version: 2 }, { event: 'call.cancelled', to: [bob.userId] }));
    pushes.answer();
    await hears(bob.browser, 'call.cancelled');
    await until('no job to be left', async () => (await queued()) === 0, { timeout: 20_000 });
    expect(pushes.toldTo(bob.browser)).toEqual(['call.cancelled']);
  });

  it('fails for one device has no other rung twice', async () => {
    const [ada, bob] = [await person(), await person(3)];
    let cuts = 0;
    pushes.answer((response, request) => {
      if (!String(request.url).endsWith(bob.browser.name) || cuts++ > 0) pushes.answer();
      response.socket?.destroy();
    });
    await scene.at().change(ringing(callOf(ada.userId, [bob.userId]), bob.userId));
    for (const browser of bob.browsers) await hears(browser, 'call.incoming');
    await until('no job to be left', async () => (await queued()) === 0, { timeout: 20_000 });
    for (const browser of bob.browsers) expect(pushes.toldTo(browser)).toEqual(['call.incoming']);
  });

  it('has not answered when the ringing ends is asked no more', async () => {
    const [ada, bob] = [await person(), await person()];
    pushes.answer((response) => response.writeHead(503).end());
    await scene
      .at()
      .change(ringing(callOf(ada.userId, [bob.userId], { ringUntil: Date.now() + 2_000 }), bob.userId));
    await until('it to be given up', async () => (await queued()) === 0, { timeout: 20_000 });
    pushes.answer();
    expect(pushes.toldTo(bob.browser)).toEqual([]);
  });
});

describe.each([
  ['killed', async () => scene.redis.kill(), async () => scene.redis.start()],
  ['frozen', async () => scene.redis.freeze(), async () => scene.redis.thaw()],
])('while Redis is %s', (_how, lose, find) => {
  it('a call rings those registered before and now, and nobody whose device it is no more', async () => {
    const [ada, bob, former] = [await person(), await person(), await person()];
    await lose();
    try {
      const moved = { provider: 'web', subscription: former.browser.subscription };
      await scene.as(bob.userId, { place: 1 }).put('/v1/push/tokens/moved', moved);
      await scene
        .at()
        .change(ringing(callOf(ada.userId, [bob.userId, former.userId]), bob.userId, former.userId));
      await hears(bob.browser, 'call.incoming');
      await hears(former.browser, 'call.incoming');
    } finally {
      await find();
      await Promise.all(scene.instances.map((instance) => instance.whole()));
    }
    await until('no job to be left', async () => (await queued()) === 0, { timeout: 20_000 });
    expect(pushes.toldTo(former.browser)).toEqual(['call.incoming']);
  }, 60_000);
});
