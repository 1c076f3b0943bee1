import { randomUUID } from 'node:crypto';
import { type SocketClient, until } from '@secureconnect/testing';
import { type Acknowledged, type AttackScene, type Pair, ways } from './attack-scene.contract';

const say = (socket: SocketClient, call_id: string, to: string, sdp: string) =>
  socket.emitAck<Acknowledged>('offer', { call_id, to, sdp }, 20_000);

/** What is said too often, too long or by another device hurts nobody but who says it. */
export function describeSignals(sceneOf: () => AttackScene): void {
  const others = () => sceneOf().inCall(sceneOf().people.cat, sceneOf().people.dan);
  /** Those beside an attacker are served as ever. */
  async function expectServed({ id, sockets }: Pair): Promise<void> {
    const { cat, dan } = sceneOf().people;
    const sdp = `still here ${randomUUID()}`;
    expect(await say(sockets[0], id, dan.id, sdp)).toMatchObject({ ok: true });
    expect(await sockets[1].next('offer', 20_000)).toMatchObject({ from: cat.id, sdp });
  }

  it.each(ways)('a description of 1 MB %s is refused, and whoever it was for hears nothing', async (way) => {
    const scene = sceneOf();
    const { ann, ben } = scene.people;
    const [beside, { id, sockets }] = [await others(), await scene.inCall(ann, ben, way)];
    let isCut = false;
    const long = await say(sockets[0], id, ben.id, 'x'.repeat(65_537));
    expect([long.ok, long.error?.code]).toEqual([false, 'validation_failed']);
    sockets[0].socket.once('disconnect', () => (isCut = true));
    const answered: string[] = [];
    const big = { call_id: id, to: ben.id, sdp: 'x'.repeat(1_048_576) };
    sockets[0].emit('offer', big, ({ ok, error }: Acknowledged) => answered.push(`${ok} ${error?.code}`));
    await until('it to be answered, or her to be cut', () => isCut || answered.length > 0, {
      timeout: 20_000,
    });
    if (!isCut) expect(answered).toEqual([expect.stringMatching(/^false (event|payload)_too_large$/)]);
    await expectServed(beside);
    expect(sockets[1].pending('offer')).toEqual([]);
  });

  it('what a socket says it has is looked at before it is believed', async () => {
    const { cat, dan } = sceneOf().people;
    const { id, sockets } = await others();
    const many = Object.fromEntries(Array.from({ length: 101 }, () => [randomUUID(), '1.1']));
    const wrong = ['1.1', { dan: '1.1' }, { [dan.id]: 1 }, { [dan.id]: 'x'.repeat(65) }, many];
    for (const have of wrong) {
      const { ok, error } = await sockets[0].emitAck<Acknowledged>('call.resume', { call_id: id, have });
      expect([ok, error?.code]).toEqual([false, 'validation_failed']);
    }
    for (const place of ['x', '-1.-1', 'NaN.NaN', '9'.repeat(60)]) {
      const have = { [dan.id]: place };
      expect(await sockets[0].emitAck('call.resume', { call_id: id, have })).toMatchObject({ ok: true });
    }
    expect(await say(sockets[1], id, cat.id, 'still heard')).toMatchObject({ ok: true });
    expect(await sockets[0].next('offer', 20_000)).toMatchObject({ sdp: 'still heard' });
  });

  it('another device takes no call over by a socket, nor speaks in it', async () => {
    const scene = sceneOf();
    const { ann, ben } = scene.people;
    const { id, sockets } = await scene.inCall(ann, ben);
    const other = await scene.socket(await scene.signIn('ann'));
    for (const [name, said] of Object.entries({
      'call.resume': {},
      offer: { to: ben.id, sdp: 'of another' },
    })) {
      const { ok, error } = await other.emitAck<Acknowledged>(name, { call_id: id, ...said });
      expect([name, ok, error?.code]).toEqual([name, false, 'other_device_in_call']);
    }
    expect(await say(sockets[0], id, ben.id, 'of the first')).toMatchObject({ ok: true });
    expect(await sockets[1].next('offer', 20_000)).toMatchObject({ sdp: 'of the first' });
    await say(sockets[1], id, ann.id, 'to the first');
    await sockets[0].next('offer', 20_000);
    expect(other.pending('offer')).toEqual([]);
  });

  it('a flood of signals is refused for its number, and another pair goes on', async () => {
    const scene = sceneOf();
    const { ann, ben } = scene.people;
    const [beside, { id, sockets }] = [await others(), await scene.inCall(ann, ben)];
    const codes: (string | undefined)[] = [];
    const answered = ({ error }: Acknowledged) => codes.push(error?.code);
    for (let times = 0; times < 1_500; times += 1)
      sockets[0].emit('ice.restart', { call_id: id, to: ben.id }, answered);
    await expectServed(beside);
    await until('the flood to be refused', () => codes.includes('rate_limited'), { timeout: 20_000 });
    expect(sockets[1].pending('ice.restart').length).toBeLessThan(1_500);
    await expectServed(beside);
  });
}
