import { randomUUID } from 'node:crypto';
import { type MessageWire } from '@secureconnect/contracts';
import { until } from '@secureconnect/testing';
import { type AttackScene } from './attack-scene.contract';

const bodies = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  "'; DROP TABLE chat.messages; --",
  '{"$gt":""} ${7*7} {{7*7}} <%= 7*7 %>',
  'bell \u0007, escape \u001b[31mred\u001b[0m, tab\t, newline\n, return\r, delete \u007f, \u0085 \u009b',
  'right-to-left \u202egnp.exe, zero width \u200b\u200d\ufeff, line \u2028\u2029',
  '__proto__ constructor prototype',
  'family 👨‍👩‍👧‍👦, flag 🇩🇪, z̸a̸l̸g̸o̸, e\u0301 and \u00e9',
];

/** What people write is theirs: it comes back as it was sent, and nothing in it is ever executed. */
export function describeContents(sceneOf: () => AttackScene): void {
  it.each(bodies)('%j comes back as it was sent, escaped nowhere', async (body) => {
    const scene = sceneOf();
    const socket = await scene.socket(scene.ben, 1);
    const sent = await scene.send(scene.ann, body);
    const { id, body: answered } = sent.json as MessageWire;
    expect([sent.status, answered]).toEqual([201, body]);
    expect(sent.headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/json/) as string,
      'x-content-type-options': 'nosniff',
    });
    const told = await until('it to be told', () =>
      (socket.pending('message.created') as { message: MessageWire }[]).find(
        ({ message }) => message.id === id,
      ),
    );
    expect(told.message.body).toBe(body);
    const read = await scene.ask('through the gateway', 'GET', `/v1/messages/${id}`, { as: scene.ben });
    expect((read.json as MessageWire).body).toBe(body);
  });

  it.each(['websocket', 'polling'] as const)('a message is as long as it may be, by %s too', async (by) => {
    const scene = sceneOf();
    const socket = await scene.socket(scene.ann, 'through the gateway', { transports: [by] });
    for (const body of ['😀'.repeat(16_384), '\u0001'.repeat(16_384)]) {
      const said = { conversation_id: scene.conversation, client_msg_id: randomUUID(), body };
      const { ok, message } = await socket.emitAck<{ ok: boolean; message?: MessageWire }>(
        'message.send',
        said,
      );
      expect([ok, message?.body === body]).toEqual([true, true]);
    }
  });

  it.each([
    ['a NUL', 'a\u0000b'],
    ['half a pair', '\ud800'],
    ['nothing', ''],
    ['16,385 characters', 'x'.repeat(16_385)],
  ])('%s is no message', async (_what, body) => {
    const scene = sceneOf();
    const { status, json } = await scene.send(scene.ann, body);
    const code: unknown = expect.stringMatching(/^(validation_failed|message_empty)$/);
    expect([status, (json as { code: string }).code]).toEqual([422, code]);
    const socket = await scene.socket(scene.ann);
    const answer = await socket.emitAck<{ ok: boolean }>('message.send', {
      ...{ conversation_id: scene.conversation, client_msg_id: randomUUID(), body },
    });
    expect(answer.ok).toBe(false);
  });

  it('a body that would change prototypes is refused', async () => {
    const scene = sceneOf();
    const path = `/v1/conversations/${scene.conversation}/messages`;
    const body = '{"client_msg_id":"a","body":"b","__proto__":{"isAdmin":true}}';
    const headers = { 'content-type': 'application/json' };
    const { status } = await scene.ask('past the gateway', 'POST', path, { as: scene.ann, body, headers });
    expect([400, 422]).toContain(status);
  });
}
