import { until } from '@secureconnect/testing';
import { CallRecord } from '../calls/call-record.port';
import { type CallClient, type LiveScene } from '../delivery/live-scene.contract';
import { LegScene, ofLeg, partOf } from './leg-scene.contract';

const patient = { timeout: 60_000 };

describe('the legs of people in calls, at two instances', () => {
  let scene: LegScene;
  let live: LiveScene;

  beforeAll(async () => {
    scene = await LegScene.start();
    live = scene.live;
  }, 120_000);
  afterEach(() => live.leave());
  afterAll(() => scene.close(), 60_000);

  it('who connects while it rings is told so, and that she rings once for all her devices', async () => {
    const [ada, bob] = live.calls.people(2);
    const place = live.calls.conversation([ada, bob]);
    const atAda = await live.connect(ada, 0);
    const { id } = await live.call(ada, place);
    const [phone, tablet] = [await live.connect(bob, 1), await live.connect(bob, 0, 'tablet')];
    for (const each of [phone, tablet]) await each.hears('call.incoming', ({ call }) => call.id === id);
    await atAda.hears('participant.ringing', ({ call }) => partOf(call, bob)?.state === 'ringing');
    expect(await live.does(bob, id, 'accept', 0, 'tablet')).toBe(200);
    await phone.hears('call.answered_elsewhere');
    await tablet.hears('call.current', ofLeg(bob, 1));
    expect(tablet.events).not.toContain('call.answered_elsewhere');
    expect(atAda.events.filter((each) => each === 'participant.ringing')).toHaveLength(1);
    expect(scene.heldAt(1, id, bob)).toBeUndefined();
    await scene.end(atAda);
  }, 90_000);

  it('a socket that is lost is told to the others, and one at another instance goes on', async () => {
    const { bob, atAda, atBob } = await scene.inCall();
    atBob.close();
    await atAda.hears('participant.reconnecting', ofLeg(bob, 1));
    const back = await live.connect(bob, 0);
    await back.hears('call.current', ofLeg(bob, 2));
    await atAda.hears('participant.reconnected', ofLeg(bob, 2));
    const { ice_servers } = await back.client.next('ice.refresh', 20_000);
    expect(ice_servers).toEqual(expect.any(Array));
    await scene.end(atAda);
  }, 90_000);

  it('another device goes on only by joining, and the one before is told so', async () => {
    const { bob, id, atAda, atBob } = await scene.inCall();
    const tablet = await live.connect(bob, 0, 'tablet');
    const resume = (client: CallClient) => client.client.emitAck('call.resume', { call_id: id }, 20_000);
    expect(await resume(tablet)).toMatchObject({ ok: false, error: { code: 'other_device_in_call' } });
    expect(await live.does(bob, id, 'join', 0, 'tablet')).toBe(200);
    await atBob.hears('call.answered_elsewhere');
    const current = await tablet.hears('call.current');
    await until('the leg to be held', () => scene.heldAt(0, id, bob), patient);
    expect(partOf(current.call, bob)?.leg).toBe(scene.heldAt(0, id, bob)?.leg);
    expect(await resume(tablet)).toMatchObject({ ok: true, call: { id } });
    await until('the one before to be let go', () => !scene.heldAt(1, id, bob), patient);
    await scene.end(atAda);
  }, 90_000);

  it('legs are vouched for as long as they are there, and run out where nobody does', async () => {
    const { bob, id, atAda, atBob } = await scene.inCall();
    await scene.untilRenewed(id, bob);
    expect(atAda.events).not.toContain('participant.reconnecting');
    const failing = jest.spyOn(live.calls.at(1).get(CallRecord), 'renew');
    failing.mockRejectedValue(new Error('PostgreSQL does not answer'));
    await until('Bob to be lost', () => atAda.events.includes('participant.reconnecting'), patient);
    failing.mockRestore();
    await atBob.hears('call.current', ofLeg(bob, 2));
    await atAda.hears('participant.reconnected', ofLeg(bob, 2));
    await scene.end(atAda);
  }, 120_000);

  it('an instance that goes tells nobody that those are lost who come back elsewhere', async () => {
    const third = await live.open();
    const [ada, bob] = live.calls.people(2);
    const place = live.calls.conversation([ada, bob]);
    const [atAda, atBob] = [await live.connect(ada, 0), await live.connect(bob, 2)];
    const { id } = await live.call(ada, place);
    await atBob.hears('call.incoming');
    await live.does(bob, id, 'accept', 0);
    await atBob.hears('call.current', ofLeg(bob, 1));
    live.calls.instances.splice(2, 1);
    const closed = third.app.close();
    await atBob.client.next('disconnect', 30_000);
    await scene.takesOver(bob, id, 1, 2);
    await atAda.hears('participant.reconnected', ofLeg(bob, 2));
    expect(atAda.events).not.toContain('participant.reconnecting');
    await closed;
    await scene.end(atAda);
  }, 120_000);

  it('who comes while PostgreSQL is away goes on once it is back', async () => {
    const { bob, atAda, atBob } = await scene.inCall();
    await live.calls.postgres.kill();
    atBob.close();
    const back = await live.connect(bob, 0);
    await live.calls.postgres.start();
    await Promise.all(live.calls.instances.map((each) => each.whole()));
    await back.hears('call.current', ({ call }) => (partOf(call, bob)?.leg ?? 0) >= 2);
    await atAda.hears('participant.reconnected');
    await scene.end(atAda);
  }, 150_000);
});
