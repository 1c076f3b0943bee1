import { randomUUID } from 'node:crypto';
import { type PresenceWire } from '@secureconnect/contracts';
import { type HttpAnswer, until } from '@secureconnect/testing';
import { type Person } from '../people.contract';
import { type AttackScene, ways } from './attack-scene.contract';

interface Refusal {
  readonly ok: boolean;
  readonly error: { readonly code: string };
}

const told = ({ status, json }: HttpAnswer) => [status, (json as { code?: string } | undefined)?.code];

/** Somebody who is in none of a conversation learns nothing of it, not even that it is there. */
export function describeStrangers(sceneOf: () => AttackScene): void {
  const attempts = (
    id: string,
    message: string,
    eve: string,
  ): Record<string, readonly [string, string, object?]> => ({
    'joins it': ['POST', `/v1/conversations/${id}/members`, { member_ids: [eve] }],
    'reads it': ['GET', `/v1/conversations/${id}`],
    'reads who is in it': ['GET', `/v1/conversations/${id}/members`],
    'reads its messages': ['GET', `/v1/messages?conversation_id=${id}`],
    'searches it': ['GET', `/v1/messages/search?conversation_id=${id}&q=secret`],
    'sends to it': [
      'POST',
      `/v1/conversations/${id}/messages`,
      { client_msg_id: randomUUID(), body: 'let me in' },
    ],
    'marks it as read': ['PUT', `/v1/conversations/${id}/read`, { seq: 1 }],
    'reads who has read it': ['GET', `/v1/conversations/${id}/receipts`],
    'renames it': ['PATCH', `/v1/conversations/${id}`, { title: 'mine' }],
    'ends it': ['DELETE', `/v1/conversations/${id}`],
    'reads one message': ['GET', `/v1/messages/${message}`],
    'edits one message': ['PATCH', `/v1/messages/${message}`, { body: 'something else' }],
    'deletes one message': ['DELETE', `/v1/messages/${message}`],
    'sets a sign beneath one': ['PUT', `/v1/messages/${message}/reactions/${encodeURIComponent('👍')}`],
  });

  describe.each(ways)('%s, a stranger', (way) => {
    it.each(Object.keys(attempts('', '', '')))('who %s is told that there is nothing', async (what) => {
      const scene = sceneOf();
      const eve = scene.eve.person.id;
      const sent = await scene.send(scene.ann, 'a secret');
      const real = attempts(scene.conversation, (sent.json as { id: string }).id, eve)[what] as [
        string,
        string,
        object?,
      ];
      const invented = attempts(randomUUID(), randomUUID(), eve)[what] as typeof real;
      const answers: HttpAnswer[] = [];
      for (const [method, path, body] of [real, invented])
        answers.push(await scene.ask(way, method, path, { as: scene.eve, ...(body && { body }) }));
      const [one, other] = answers as [HttpAnswer, HttpAnswer];
      expect(one.status).toBe(404);
      expect(told(one)).toEqual(told(other));
    });

    it('is told the same by every event of the socket', async () => {
      const scene = sceneOf();
      const socket = await scene.socket(scene.eve, way);
      const { id } = (await scene.send(scene.ann, 'another secret')).json as { id: string };
      const { conversation: conversation_id } = scene;
      const events: Record<string, object> = {
        'message.send': { conversation_id, client_msg_id: randomUUID(), body: 'let me in' },
        'receipt.read': { conversation_id, seq: 1 },
        'receipt.delivered': { conversation_id, seq: 1 },
        typing: { conversation_id, is_typing: true },
        'message.edit': { message_id: id, body: 'mine' },
        'message.delete': { message_id: id },
      };
      for (const [name, data] of Object.entries(events)) {
        const { ok, error } = await socket.emitAck<Refusal>(name, data);
        expect([name, ok, error?.code]).toEqual([
          name,
          false,
          expect.stringMatching(/^(conversation|message)_unknown$/),
        ]);
      }
      expect(socket.pending('message.created')).toEqual([]);
    });
  });

  it('whoever is nobody is let in nowhere, and a token in the address opens nothing', async () => {
    const scene = sceneOf();
    for (const way of ways) {
      expect((await scene.ask(way, 'GET', '/v1/conversations')).status).toBe(401);
      expect(await scene.refusal(way, {})).toBe('not_authenticated');
      expect(await scene.refusal(way, { auth: { token: `${scene.ann.token}x` } })).toBe('not_authenticated');
    }
  });

  it('whoever shares no conversation is not told who comes', async () => {
    const { scene, eve } = sceneOf();
    const [unknown, friend] = (await scene.people(2)) as [Person, Person];
    await scene.conversation(eve, 'group', [friend]);
    const watching = await sceneOf().socket(eve);
    for (const person of [unknown, friend]) await sceneOf().socket(await scene.signIn(person));
    const heard = () =>
      (watching.pending('presence.changed') as { presence: PresenceWire }[]).map(
        ({ presence }) => presence.user_id,
      );
    await until('her friend to be told of', () => heard().includes(friend.id));
    expect(heard()).not.toContain(unknown.id);
  });

  it('headers and fields that name somebody else change nothing', async () => {
    const scene = sceneOf();
    const headers = { 'x-user-id': scene.ann.person.id, 'x-forwarded-user': scene.ann.person.id };
    const path = `/v1/conversations/${scene.conversation}`;
    expect((await scene.ask('past the gateway', 'GET', path, { as: scene.eve, headers })).status).toBe(404);
    const body = { client_msg_id: randomUUID(), body: 'by Ann', sender_id: scene.ann.person.id };
    const forged = await scene.ask('past the gateway', 'POST', `${path}/messages`, { as: scene.ben, body });
    expect(told(forged)).toEqual([422, 'validation_failed']);
    const socket = await scene.socket(scene.ben);
    const answer = await socket.emitAck<Refusal>('message.send', {
      conversation_id: scene.conversation,
      ...body,
    });
    expect([answer.ok, answer.error.code]).toEqual([false, 'validation_failed']);
  });
}
