import { until } from '@secureconnect/testing';
import { CallRecord } from '../calls/call-record.port';
import { ChangeCall } from '../calls/change-call.port';
import { type CallClient, type LiveScene } from '../delivery/live-scene.contract';
import { LegScene, ofLeg } from './leg-scene.contract';

const patient = { timeout: 60_000 };

describe('several sockets of one device in a call, at two instances', () => {
  let scene: LegScene;
  let live: LiveScene;

  beforeAll(async () => {
    scene = await LegScene.start();
    live = scene.live;
  }, 120_000);
  afterEach(() => live.leave());
  afterAll(() => scene.close(), 60_000);

  it.each([
    ['the same instance', 1],
    ['another instance', 0],
  ])(
    'a tab that comes back at %s leaves the call to the one that talks',
    async (_where, place) => {
      const { ada, bob, id, atAda, atBob } = await scene.inCall();
      const before = await live.connect(bob, place);
      before.close();
      const idle = await live.connect(bob, place);
      const says = ({ client }: CallClient) =>
        client.emitAck('ice.restart', { call_id: id, to: ada }, 20_000);
      const refused = { ok: false, error: expect.objectContaining({ code: 'other_device_in_call' }) };
      await scene.untilRenewed(id, bob);
      expect(await says(idle)).toEqual(refused);
      expect(await says(atBob)).toEqual({ ok: true });
      expect(scene.heldAt(1, id, bob)).toMatchObject({ leg: 1 });
      expect(atBob.events).not.toContain('call.answered_elsewhere');
      expect(idle.events).not.toContain('call.current');
      expect(atAda.events).not.toContain('participant.reconnected');
      // It is there to go on with the call when the one that talks is lost.
      atBob.close();
      await idle.hears('call.current', ofLeg(bob, 2));
      await scene.end(atAda);
    },
    90_000,
  );

  it('the one that talks goes on when its lease has run out, and a newer tab takes nothing from it', async () => {
    const { bob, id, atAda, atBob } = await scene.inCall();
    const tabs = [await live.connect(bob, 1), await live.connect(bob, 0)];
    const elsewhere = live.calls.at(0).get(ChangeCall);
    const apply = elsewhere.apply.bind(elsewhere);
    const later = jest.spyOn(elsewhere, 'apply').mockImplementation(async (callId, what) => {
      if (what.kind === 'attach')
        await until('it to be back', () => scene.heldAt(1, id, bob)?.leg === 2, patient);
      return apply(callId, what);
    });
    const failing = jest.spyOn(live.calls.at(1).get(CallRecord), 'renew');
    failing.mockRejectedValue(new Error('PostgreSQL does not answer'));
    await until('Bob to be lost', () => atAda.events.includes('participant.reconnecting'), patient);
    failing.mockRestore();
    await atBob.hears('call.current', ofLeg(bob, 2));
    await until(
      'the other instance to want it',
      () => later.mock.calls.some(([, { kind }]) => kind === 'attach'),
      patient,
    );
    await Promise.allSettled(later.mock.results.map(({ value }) => value as Promise<unknown>));
    later.mockRestore();
    await scene.untilRenewed(id, bob);
    expect(scene.heldAt(1, id, bob)?.leg).toBe(2);
    expect(atBob.events).not.toContain('call.answered_elsewhere');
    for (const { events } of tabs) expect(events).not.toContain('call.current');
    await scene.end(atAda);
  }, 120_000);

  it('the socket that asks for the call takes the place of the one before, which is told so and says nothing more', async () => {
    const { bob, id, atAda, atBob } = await scene.inCall();
    const newer = await scene.takesOver(bob, id, 0, 2);
    await atAda.hears('participant.reconnected', ofLeg(bob, 2));
    await atBob.hears('call.answered_elsewhere');
    const signal = { call_id: id, to: atAda.userId };
    const refused = { ok: false, error: expect.objectContaining({ code: 'other_device_in_call' }) };
    expect(await atBob.client.emitAck('ice.restart', signal, 20_000)).toEqual(refused);
    atBob.close();
    expect(await newer.client.emitAck('ice.restart', signal, 20_000)).toEqual({ ok: true });
    await atAda.client.next('ice.restart', 20_000);
    expect(atAda.events).not.toContain('participant.reconnecting');
    await scene.end(atAda);
  }, 90_000);

  it('of two tabs that want the call at once one has it, the other is told so, and neither takes it back', async () => {
    const { ada, bob, id, atAda, atBob } = await scene.inCall();
    const tabs = [atBob, await live.connect(bob, 0), await live.connect(bob, 1)];
    const isLegOf = ({ events }: CallClient) =>
      events.filter((each) => each === 'call.current' || each === 'call.answered_elsewhere').at(-1);
    for (let round = 0; round < 5; round += 1) {
      const have = round % 2 ? {} : undefined;
      const asked = tabs.map(({ client }) => client.emitAck('call.resume', { call_id: id, have }, 20_000));
      for (const answer of await Promise.all(asked)) expect(answer).toMatchObject({ ok: true });
      const stale = () => tabs.filter((each) => isLegOf(each) === 'call.answered_elsewhere');
      await until('two to know that they are not in it', () => stale().length === 2, patient);
    }
    const signal = { call_id: id, to: ada };
    const says = ({ client }: CallClient) => client.emitAck('ice.restart', signal, 20_000);
    for (const each of tabs) expect((await says(each)).ok).toBe(isLegOf(each) === 'call.current');
    const { version } = (await atAda.hears('participant.reconnected')).call;
    const told = await live.toldTo(atAda, id);
    expect(told.at(-1)).toBe(version);
    // Vouching for it finds nothing to mend either.
    await scene.untilRenewed(id, bob);
    expect(await live.toldTo(atAda, id)).toEqual(told);
    await scene.end(atAda);
  }, 120_000);

  it('who was overtaken while she became the leg is told that she is none', async () => {
    const { bob, id, atAda, atBob } = await scene.inCall();
    const second = await scene.takesOver(bob, id, 1, 2);
    const timesStale = () => atBob.events.filter((each) => each === 'call.answered_elsewhere').length;
    await until('the first to be stale', () => timesStale() === 1, patient);
    const changes = live.calls.at(1).get(ChangeCall);
    const apply = changes.apply.bind(changes);
    const late = jest.spyOn(changes, 'apply').mockImplementationOnce(async (...asked) => {
      const call = await apply(...asked);
      await until('another to be faster', () => scene.heldAt(1, id, bob)?.leg === 4, patient);
      return call;
    });
    const resume = ({ client }: CallClient) => client.emitAck('call.resume', { call_id: id }, 30_000);
    const slow = resume(atBob);
    await atAda.hears('participant.reconnected', ofLeg(bob, 3));
    expect(await resume(second)).toMatchObject({ ok: true });
    expect(await slow).toMatchObject({ ok: true });
    late.mockRestore();
    await until('the first to be stale again', () => timesStale() === 2, patient);
    expect(scene.heldAt(1, id, bob)?.leg).toBe(4);
    await scene.end(atAda);
  }, 90_000);

  it.each([
    ['asks for it twice before either is answered', 'twice'],
    ['asks for it while it becomes hers by itself', 'by itself'],
  ])(
    'who %s is not told that she is none',
    async (_what, how) => {
      const { bob, id, atAda, atBob } = await scene.inCall();
      const newer = await scene.takesOver(bob, id, 1, 2);
      await atBob.hears('call.answered_elsewhere');
      const changes = live.calls.at(1).get(ChangeCall);
      const apply = changes.apply.bind(changes);
      const late = jest.spyOn(changes, 'apply').mockImplementationOnce(async (...asked) => {
        await until('another to be faster', () => scene.heldAt(1, id, bob)?.leg === 3, patient);
        return apply(...asked);
      });
      const resume = () => atBob.client.emitAck('call.resume', { call_id: id }, 30_000);
      const slow = resume();
      await until('it to be late', () => late.mock.calls.length === 1, patient);
      if (how === 'twice') expect(await resume()).toMatchObject({ ok: true });
      else newer.close();
      expect(await slow).toMatchObject({ ok: true });
      late.mockRestore();
      await atBob.hears('call.current', ofLeg(bob, scene.heldAt(1, id, bob)?.leg ?? 0));
      await atAda.hears('participant.reconnected', ofLeg(bob, scene.heldAt(1, id, bob)?.leg ?? 0));
      expect(atBob.events.filter((each) => each === 'call.answered_elsewhere')).toHaveLength(1);
      expect(await atBob.client.emitAck('ice.restart', { call_id: id, to: atAda.userId }, 20_000)).toEqual({
        ok: true,
      });
      await scene.end(atAda);
    },
    90_000,
  );
});
