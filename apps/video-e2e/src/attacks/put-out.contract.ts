import { type IceServersWire } from '@secureconnect/contracts';
import { type HttpAnswer, until } from '@secureconnect/testing';
import { type Acknowledged, type AttackScene, type Session, ways } from './attack-scene.contract';
import { saying } from './saying.contract';

const told = ({ status, json }: HttpAnswer) => [status, (json as { code?: string } | undefined)?.code];

/** Who is out of a call is out of it in every way, and has no relay of ours. */
export function describePutOut(sceneOf: () => AttackScene): void {
  const post = (as: Session, id: string, step: string) =>
    sceneOf().ask('past the gateway', 'POST', `/v1/calls/${id}/${step}`, { as });
  const ice = (as: Session, id: string) =>
    sceneOf().ask('past the gateway', 'GET', `/v1/calls/${id}/ice-servers`, { as });

  it.each(ways)('who was kicked does not come back %s, and is neither heard nor told', async (way) => {
    const scene = sceneOf();
    const { ann, ben } = scene.people;
    const { id, sockets } = await scene.inCall(ann, ben, way);
    const path = `/v1/calls/${id}/participants/${ben.id}`;
    expect((await scene.ask(way, 'DELETE', path, { as: ann })).status).toBe(204);
    for (const step of ['join', 'accept'])
      expect(told(await post(ben, id, step))).toEqual([403, 'kicked_from_call']);
    expect((await ice(ben, id)).status).toBe(409);
    const [hers, his] = sockets;
    for (const [name, said] of Object.entries({ ...saying(id, ann.id), 'call.resume': { call_id: id } })) {
      const { ok, error } = await his.emitAck<Acknowledged>(name, said);
      expect([name, ok, error?.code]).toEqual([name, false, 'kicked_from_call']);
    }
    const toHim = await hers.emitAck<Acknowledged>('offer', { call_id: id, to: ben.id, sdp: 'v=0' });
    expect([toHim.error?.code, his.pending('offer'), hers.pending('offer')]).toEqual([
      'peer_not_in_call',
      [],
      [],
    ]);
  });

  it('who is removed from the conversation amid the call is out of it within seconds', async () => {
    const scene = sceneOf();
    const { ann, ben } = scene.people;
    const { id, conversation, sockets } = await scene.inCall(ann, ben);
    const path = `/v1/conversations/${conversation}/members/${ben.id}`;
    expect((await scene.ask('through the gateway', 'DELETE', path, { as: ann })).status).toBe(204);
    await until('Ann to be told', () => sockets[0].pending('participant.left').length > 0, {
      timeout: 20_000,
    });
    const { ok } = await sockets[1].emitAck<Acknowledged>('offer', { call_id: id, to: ann.id, sdp: 'v=0' });
    expect([ok, (await ice(ben, id)).status]).toEqual([false, 409]);
    expect((await post(ben, id, 'join')).status).toBe(404);
  });

  it('a relay is for who is in the call alone: not before, not afterwards, and never for long', async () => {
    const scene = sceneOf();
    const { ann, ben, eve } = scene.people;
    const socket = await scene.socket(ben);
    const { id } = await scene.ring(ann, ben);
    const incoming: unknown = await socket.next('call.incoming', 20_000);
    expect(JSON.stringify(incoming)).not.toMatch(/turn:|credential/);
    expect([told(await ice(ben, id)), (await ice(eve, id)).status]).toEqual([[409, 'not_in_call'], 404]);
    const served = [await ice(ann, id), await post(ben, id, 'accept')].map(
      ({ json }) => (json as IceServersWire).ice_servers.at(-1)?.username?.split(':') ?? [],
    );
    expect(served.map(([, ...who]) => who)).toEqual([
      [ann.id, id],
      [ben.id, id],
    ]);
    for (const [expiry] of served) expect(Number(expiry) - Date.now() / 1_000).toBeLessThanOrEqual(601);
    await post(ben, id, 'leave');
    expect(told(await ice(ben, id))).toEqual([409, 'not_in_call']);
    await post(ann, id, 'end');
    expect(told(await ice(ann, id))).toEqual([410, 'call_ended']);
    expect(scene.scene.video('home').log()).not.toMatch(/credential|coturn shares/);
  });
}
