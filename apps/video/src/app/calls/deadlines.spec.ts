import { classifyDatabaseError } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { CallScene } from '../call-scene.contract';
import { CallRecord } from './call-record.port';
import { CallSteps } from './call-steps.contract';
import { ChangeCall } from './change-call.port';
import { DeadlineSweeper } from './deadline-sweeper.service';
import { DueCalls } from './due-calls';

const patient = { timeout: 40_000, every: 100 };
const times = { CALL_RING_SECONDS: '2', CALL_LEASE_SECONDS: '3', CALL_RECONNECT_SECONDS: '2' };
let scene: CallScene;
let steps: CallSteps;
beforeAll(async () => {
  scene = await CallScene.start(2, times);
  steps = new CallSteps(scene);
}, 60_000);
afterAll(() => scene.close(), 30_000);

const comesTo = (who: string, id: string, state: string, reason: string) =>
  until(
    `the call to be ${state}`,
    async () => {
      const { json } = await scene.as(who).get(`/v1/calls/${id}`);
      return json.state === state && json.reason === reason;
    },
    patient,
  );

/** Whoever holds sockets renews nothing meanwhile. */
let isSilent = false;

/** Her socket is there, and the instance says so again and again until told to stop. */
async function hold(who: string, id: string, device: string): Promise<() => void> {
  const calls = scene.at().get(ChangeCall);
  const call = await calls.apply(id, { kind: 'attach', userId: who, device });
  const leg = call.participants.find(({ userId }) => userId === who)?.leg ?? 0;
  const record = scene.at().get(CallRecord);
  const renew = async () => {
    try {
      if (!isSilent) await record.renew([{ callId: id, userId: who, leg }]);
    } catch (error) {
      // PostgreSQL is away, which the tests bring about; the next time comes.
      if (classifyDatabaseError(error) === undefined) throw error;
    }
  };
  const timer = setInterval(() => void renew(), 500);
  return () => clearInterval(timer);
}

const deviceOf = async (who: string, id: string): Promise<string> => {
  const call = await scene.at().get(CallRecord).find(id);
  return call?.participants.find(({ userId }) => userId === who)?.device ?? '';
};

describe('what ends by itself', () => {
  it('is missed where nobody answers, whoever began it', async () => {
    const [ada, bob, eve, dan] = scene.people(4);
    const ids = [await steps.ringing(ada, bob, 0), await steps.ringing(eve, dan, 1)];
    const stop = await Promise.all([
      hold(ada, ids[0] ?? '', await deviceOf(ada, ids[0] ?? '')),
      hold(eve, ids[1] ?? '', await deviceOf(eve, ids[1] ?? '')),
    ]);
    await comesTo(ada, ids[0] ?? '', 'missed', 'no_answer');
    await comesTo(dan, ids[1] ?? '', 'missed', 'no_answer');
    for (const each of stop) each();
    for (const id of ids) expect(await steps.isWhole(id)).toBe(true);
  }, 60_000);

  it('is over where nobody vouches for a connection any more, and goes on where somebody does', async () => {
    const [ada, bob, eve, dan] = scene.people(4);
    const lost = await steps.active(ada, bob);
    const kept = await steps.active(eve, dan);
    const stops = [
      await hold(eve, kept, await deviceOf(eve, kept)),
      await hold(dan, kept, await deviceOf(dan, kept)),
      await hold(ada, lost, await deviceOf(ada, lost)),
    ];
    await comesTo(ada, lost, 'ended', 'connection_lost');
    expect((await scene.as(eve).get(`/v1/calls/${kept}`)).json.state).toBe('active');
    for (const stop of stops) stop();
    await comesTo(eve, kept, 'ended', 'connection_lost');
  }, 90_000);

  it('is known to whoever renews a connection that is another by now', async () => {
    const [ada, bob] = scene.people(2);
    const id = await steps.active(ada, bob);
    const device = await deviceOf(ada, id);
    const calls = scene.at().get(ChangeCall);
    await calls.apply(id, { kind: 'attach', userId: ada, device });
    await calls.apply(id, { kind: 'attach', userId: ada, device });
    const legs = [1, 2].map((leg) => ({ callId: id, userId: ada, leg }));
    expect(await scene.at().get(CallRecord).renew(legs.slice(0, 1))).toEqual(legs.slice(0, 1));
    expect(await scene.at().get(CallRecord).renew(legs.slice(1))).toEqual([]);
    await steps.act(ada, id, 'leave');
    expect(await scene.at().get(CallRecord).renew(legs)).toEqual(legs);
  }, 60_000);
});

describe.each([
  ['killed', () => scene.postgres.kill(), () => scene.postgres.start()],
  ['frozen', async () => scene.postgres.freeze(), async () => scene.postgres.thaw()],
])('after PostgreSQL was %s', (how, lose, find) => {
  const attach = async (who: string, id: string) => {
    const device = await deviceOf(who, id);
    return scene.at().get(ChangeCall).apply(id, { kind: 'attach', userId: who, device });
  };
  const setDeadlines = (ids: readonly string[], ms: number) =>
    scene.rows(
      "UPDATE video.participants SET until = now() + $2 * interval '1 millisecond' WHERE call_id = ANY ($1)",
      [ids, ms],
    );
  const versionOf = async (id: string) =>
    (await scene.rows<{ version: number }>('SELECT version FROM video.calls WHERE id = $1', [id]))[0]
      ?.version;
  const isIn = async (id: string) => {
    const rows = await scene.rows(
      'SELECT FROM video.participants WHERE call_id = $1 AND until > now() AND state = $2',
      [id, 'joined'],
    );
    return rows.length === 2;
  };
  /** Every instance looks what is over, as if PostgreSQL had been away for longer than any deadline of these calls. */
  async function afterAges(ids: readonly string[]): Promise<void> {
    const sweepers = scene.instances.map((instance) => instance.get(DeadlineSweeper));
    await lose();
    await until('all to know', () => sweepers.every(({ failing }) => failing !== undefined), patient);
    isSilent = true;
    await find();
    await setDeadlines(ids, -60_000);
    const seen = sweepers.map(({ open }) => open);
    const haveLooked = () => sweepers.every(({ open }, place) => open !== undefined && open !== seen[place]);
    await until('all to have looked what is over', haveLooked, { ...patient, every: 20 });
  }

  it('nobody is lost whose connection could not be renewed, nor who could not come back, meanwhile', async () => {
    const [ada, bob, eve, dan] = scene.people(4);
    const ids = [await steps.active(ada, bob), await steps.active(eve, dan)] as const;
    const [kept, away] = ids;
    const stops = [
      await hold(ada, kept, await deviceOf(ada, kept)),
      await hold(bob, kept, await deviceOf(bob, kept)),
      await hold(eve, away, await deviceOf(eve, away)),
    ];
    await attach(dan, away);
    await scene.at().get(ChangeCall).apply(away, { kind: 'lost', userId: dan, leg: 1 });
    await setDeadlines([away], 3_600_000);
    const before = await versionOf(kept);
    await afterAges(ids);
    // A renewal that hung all the while may have come through after they were set.
    await setDeadlines(ids, -60_000);
    // Whoever has begun since knows of no outage: that PostgreSQL has just come up is what it sees.
    const due = await scene.at().get(DueCalls).find(false, 50);
    expect([due.includes(kept), due.includes(away)]).toEqual(Array(2).fill(how === 'frozen'));
    const back = await attach(dan, away);
    expect([back.state, back.participants.map(({ state }) => state)]).toEqual([
      'active',
      ['joined', 'joined'],
    ]);
    isSilent = false;
    await until('all to be vouched for again', async () => (await isIn(kept)) && (await isIn(away)), patient);
    const { json } = await scene.as(ada).get(`/v1/calls/${kept}`);
    expect([json.state, json.version]).toEqual(['active', before]);
    for (const stop of stops) stop();
    for (const [who, id] of [
      [ada, kept],
      [eve, away],
    ] as const)
      await comesTo(who, id, 'ended', 'connection_lost');
  }, 90_000);
});

describe('who is no longer in the conversation', () => {
  it('is out of its call within moments, and stays while nobody can say', async () => {
    const [ada, bob] = scene.people(2);
    const place = scene.conversation([ada, bob]);
    const id = (await steps.initiate(ada, place)).json.call_id as string;
    await steps.act(bob, id, 'accept');
    const stops = [
      await hold(ada, id, await deviceOf(ada, id)),
      await hold(bob, id, await deviceOf(bob, id)),
    ];
    scene.chat.isAway = true;
    scene.chat.setMember(place, bob);
    const checkedAt = async () =>
      (await scene.rows<{ at: Date }>('SELECT checked_at AS at FROM video.calls WHERE id = $1', [id]))[0]?.at;
    const before = await checkedAt();
    await until('it to be asked about', async () => Number(await checkedAt()) > Number(before), patient);
    expect((await scene.as(ada).get(`/v1/calls/${id}`)).json.state).toBe('active');
    scene.chat.isAway = false;
    await comesTo(ada, id, 'ended', 'removed');
    for (const stop of stops) stop();
  }, 90_000);
});
