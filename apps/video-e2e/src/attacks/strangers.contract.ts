import { randomUUID } from 'node:crypto';
import { type HttpAnswer } from '@secureconnect/testing';
import { type Acknowledged, type AttackScene, ways } from './attack-scene.contract';
import { saying } from './saying.contract';

const told = ({ status, json }: HttpAnswer) => [status, (json as { code?: string } | undefined)?.code];
const calls = '/v1/calls';

/** Every route that has to do with a call, and with the conversation it is in. */
const routes = (call: string, conversation: string, user: string): [string, string, object?][] => [
  ['POST', `${calls}/initiate`, { conversation_id: conversation, call_type: 'audio' }],
  ...['accept', 'join', 'decline', 'cancel', 'leave', 'end'].map((step): [string, string] => [
    'POST',
    `${calls}/${call}/${step}`,
  ]),
  ...['', '/participants', '/ice-servers'].map((what): [string, string] => [
    'GET',
    `${calls}/${call}${what}`,
  ]),
  ['DELETE', `${calls}/${call}/participants/${user}`],
];

/** Somebody who has nothing to do with a call learns nothing of it, not even that it is there. */
export function describeStrangers(sceneOf: () => AttackScene): void {
  describe.each(ways)('%s, a stranger', (way) => {
    it('is told by every route that there is no such call, and no such conversation', async () => {
      const scene = sceneOf();
      const { ann, ben, eve } = scene.people;
      const { id, conversation } = await scene.inCall(ann, ben);
      const real = routes(id, conversation, ben.id);
      const invented = routes(randomUUID(), randomUUID(), ben.id);
      for (const [at, [method, path, body]] of real.entries()) {
        const asked = { as: eve, ...(body && { body }) };
        const other = invented[at] as (typeof real)[number];
        const one = await scene.ask(way, method, path, asked);
        const two = await scene.ask(way, method, other[1], { as: eve, ...(other[2] && { body: other[2] }) });
        expect([path, ...told(one)]).toEqual([
          path,
          404,
          expect.stringMatching(/^(call|conversation)_unknown$/),
        ]);
        expect(told(two)).toEqual(told(one));
      }
      const { json } = await scene.ask(way, 'GET', calls, { as: eve });
      expect(json).toMatchObject({ items: [] });
    });

    it('says nothing in it, and is told nothing of it, by whichever event', async () => {
      const scene = sceneOf();
      const { ann, ben, eve } = scene.people;
      const { id, sockets } = await scene.inCall(ann, ben, way);
      const socket = await scene.socket(eve, way);
      for (const call_id of [id, randomUUID()])
        for (const [name, said] of Object.entries({
          ...saying(call_id, ben.id),
          'call.resume': { call_id },
        })) {
          const { ok, error } = await socket.emitAck<Acknowledged>(name, said);
          expect([name, ok, error?.code]).toEqual([name, false, 'call_unknown']);
        }
      const toEve = await sockets[0].emitAck<Acknowledged>('offer', { call_id: id, to: eve.id, sdp: 'v=0' });
      expect(toEve.error?.code).toBe('peer_not_in_call');
      // What she hears comes in its order: nothing came before it.
      await sockets[0].emitAck('offer', { call_id: id, to: ben.id, sdp: 'of Ann' });
      expect(await sockets[1].next('offer')).toMatchObject({ from: ann.id, sdp: 'of Ann' });
      expect([socket.pending('offer'), socket.pending('call.incoming')]).toEqual([[], []]);
    });

    it('who is nobody is let in nowhere, nor by a token in the address, nor by one of another kind', async () => {
      const scene = sceneOf();
      const { token, answer } = scene.people.ann;
      const asked = (text: string) => ({ headers: { authorization: `Bearer ${text}` } });
      const other = answer.refresh_token;
      expect(told(await scene.ask(way, 'GET', calls))).toEqual([401, 'not_authenticated']);
      expect((await scene.ask(way, 'GET', `${calls}?access_token=${token}`)).status).toBe(401);
      expect((await scene.ask(way, 'GET', calls, asked(other))).status).toBe(401);
      for (const auth of [{}, { token: other }, { token: `${token}x` }])
        expect(await scene.refusal(way, { auth })).toBe('not_authenticated');
      for (const name of ['token', 'access_token'])
        expect(await scene.refusal(way, { query: { [name]: token } })).not.toBe('let in');
      const headers = { origin: 'https://evil.example' };
      expect(await scene.refusal(way, { auth: { token }, headers })).not.toBe('let in');
      expect(await scene.refusal(way, { auth: { token } })).toBe('let in');
    });

    it('headers and fields that name somebody else change nothing', async () => {
      const scene = sceneOf();
      const { ann, ben, eve } = scene.people;
      const { id, conversation, sockets } = await scene.inCall(ann, ben, way);
      const headers = { 'x-user-id': ann.id, 'x-forwarded-user': ann.id };
      expect((await scene.ask(way, 'GET', `${calls}/${id}`, { as: eve, headers })).status).toBe(404);
      const body = { conversation_id: conversation, call_type: 'audio' };
      for (const forged of [
        { caller_id: eve.id },
        { user_id: eve.id },
        { state: 'active' },
        { call_id: id },
      ]) {
        const answer = await scene.ask(way, 'POST', `${calls}/initiate`, {
          as: ann,
          body: { ...body, ...forged },
        });
        expect(told(answer)).toEqual([422, 'validation_failed']);
      }
      for (const forged of [{ from: ann.id }, { signal_id: '9.9' }, { leg: 9 }]) {
        const said = { call_id: id, to: ann.id, sdp: 'v=0', ...forged };
        const { ok, error } = await sockets[1].emitAck<Acknowledged>('offer', said);
        expect([ok, error?.code]).toEqual([false, 'validation_failed']);
      }
      expect(sockets[0].pending('offer')).toEqual([]);
    });
  });
}
