import { randomUUID } from 'node:crypto';
import { type MessageWire } from '@secureconnect/contracts';
import { until } from '@secureconnect/testing';
import { DataSource, type QueryRunner } from 'typeorm';
import { ChatScene } from '../chat-scene.contract';
import { groupOf, joinGroup, say, saidBy } from './message-scene.contract';

let scene: ChatScene;
beforeAll(async () => (scene = await ChatScene.start()), 60_000);
afterAll(() => scene.close(), 30_000);

const changesOf = (id: string) =>
  scene.rows<{ version: number; kind: string; about: string }>(
    `SELECT c.version::int, c.kind, c.about FROM chat.changes c WHERE conversation_id = $1 ORDER BY version`,
    [id],
  );

describe('a message', () => {
  it('comes back as it was sent, with the next number', async () => {
    const [ada, bob] = scene.people(2);
    const { id } = await groupOf(scene, [ada, bob]);
    const body = '<script>alert(1)</script> & "\u0001\u0007\u001b[31m\r\n\t\u202e  👩‍👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿 ẞ e\u0301 ';
    const first = await saidBy(scene, [ada, id], { body, client_msg_id: 'a ~1' });
    expect(first).toEqual({
      ...{ id: first.id, conversation_id: id, seq: 1, sender_id: ada, client_msg_id: 'a ~1', body },
      ...{ reply_to: null, attachments: [], reactions: [], created_at: first.created_at },
      ...{ edited_at: null, deleted_at: null },
    });
    const attachments = [randomUUID(), randomUUID()];
    const second = await saidBy(scene, [bob, id], { body: '', attachments, reply_to: first.id }, 1);
    expect(second).toMatchObject({ seq: 2, body: '', attachments, reply_to: first.id });
    expect((await scene.as(bob).get(`/v1/messages/${first.id}`)).json).toEqual(first);
    expect(await changesOf(id)).toEqual([
      { version: 1, kind: 'message.created', about: first.id },
      { version: 2, kind: 'message.created', about: second.id },
    ]);
  });

  it('is there once, however often and wherever it is sent', async () => {
    const [ada] = scene.people(1);
    const { id } = await groupOf(scene, [ada]);
    const sendFifty = (client_msg_id: string) =>
      Promise.all(
        Array.from({ length: 50 }, (_, place) =>
          say(scene, [ada, id], { client_msg_id, body: 'Once' }, place % 2),
        ),
      );
    // More than one round: in the first, connections are still being made and many come too late to meet.
    for (const round of [1, 2, 3, 4]) {
      const answers = await sendFifty(`the same ${round}`);
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(await changesOf(id)).toHaveLength(round);
    }
  });

  it('may not be another under the same id; its edit and its end do not make it another', async () => {
    const [ada, bob] = scene.people(2);
    const { id } = await groupOf(scene, [ada, bob]);
    const said = { client_msg_id: 'mine', body: 'First' };
    const message = await saidBy(scene, [ada, id], said);
    for (const other of [{ body: 'Second' }, { attachments: [randomUUID()] }, { reply_to: message.id }])
      expect((await say(scene, [ada, id], { ...said, ...other })).json).toMatchObject({
        code: 'client_msg_id_reused',
      });
    expect((await say(scene, [bob, id], { ...said, body: 'Of Bob' })).status).toBe(201);
    await scene.as(ada).patch(`/v1/messages/${message.id}`, { body: 'Otherwise' });
    expect((await say(scene, [ada, id], said)).json).toMatchObject({ id: message.id, body: 'Otherwise' });
    await scene.as(ada).delete(`/v1/messages/${message.id}`);
    expect((await say(scene, [ada, id], said)).json).toMatchObject({ id: message.id, body: '' });
  });

  it.each([
    ['no words', { body: '' }],
    ['too many words', { body: 'x'.repeat(16_385) }],
    ['words that are none', { body: 5 }],
    ['a NUL', { body: 'a\0b' }],
    ['half a character', { body: 'a\ud83d' }],
    ['too many files', { attachments: Array.from({ length: 11 }, () => randomUUID()) }],
    [
      'a file twice',
      { attachments: ['0198c0de-0000-7000-8000-00000000000A', '0198c0de-0000-7000-8000-00000000000a'] },
    ],
    ['a file that is none', { attachments: ['../etc/passwd'] }],
    ['no id of the client', { client_msg_id: '' }],
    ['too long an id', { client_msg_id: 'x'.repeat(65) }],
    ['an id nobody can print', { client_msg_id: 'a\nb' }],
    ['a sender', { sender_id: randomUUID() }],
    ['a number', { seq: 1 }],
    ['a reply to nothing', { reply_to: randomUUID() }],
  ])('with %s is refused', async (_what, change) => {
    const [ada] = scene.people(1);
    const { id } = await groupOf(scene, [ada]);
    expect((await say(scene, [ada, id], change)).status).toBe(422);
    expect(await changesOf(id)).toEqual([]);
  });

  it('of 16,384 characters is taken, however many bytes they have', async () => {
    const [ada] = scene.people(1);
    const { id } = await groupOf(scene, [ada]);
    const body = '🦜'.repeat(16_384);
    expect((await saidBy(scene, [ada, id], { body })).body).toBe(body);
  });

  it('is nothing to who is not in the conversation, was not yet, or is not any more', async () => {
    const [ada, eve, late, gone] = scene.people(4);
    const { id } = await groupOf(scene, [ada, gone]);
    const message = await saidBy(scene, [gone, id], { client_msg_id: 'of gone' });
    await joinGroup(scene, id, [late]);
    await scene.rows(
      'UPDATE chat.members SET left_at = now(), left_version = 2 WHERE conversation_id = $1 AND user_id = $2',
      [id, gone],
    );
    const nowhere = { path: `/v1/messages?conversation_id=${randomUUID()}`, id: randomUUID() };
    const code = async (answer: ReturnType<typeof say>) => {
      const { status, json } = await answer;
      const { request_id: _own, ...body } = json as Record<string, unknown>;
      return { status, body };
    };
    const missing = await code(scene.as(ada).get(nowhere.path));
    const none = await code(scene.as(ada).get(`/v1/messages/${nowhere.id}`));
    expect([missing.status, none.status]).toEqual([404, 404]);
    for (const who of [eve, gone]) {
      expect(await code(say(scene, [who, id], { client_msg_id: 'of gone', body: 'other' }))).toEqual(missing);
      expect(await code(scene.as(who).get(`/v1/messages?conversation_id=${id}`))).toEqual(missing);
    }
    for (const who of [eve, gone, late]) {
      const [client, path] = [scene.as(who), `/v1/messages/${message.id}`];
      expect(await code(client.get(path))).toEqual(none);
      expect(await code(client.patch(path, { body: 'mine now' }))).toEqual(none);
      expect(await code(client.delete(path))).toEqual(none);
      expect(await code(client.put(`${path}/reactions/%F0%9F%91%8D`))).toEqual(none);
      expect((await client.get('/v1/messages')).json).toEqual({ items: [], next_cursor: null });
    }
    const seen = await scene.as(late).get(`/v1/messages?conversation_id=${id}`);
    expect(seen.json).toEqual({ items: [], next_cursor: null });
    expect((await say(scene, [late, id], { reply_to: message.id })).json).toMatchObject({
      code: 'reply_unknown',
    });
  });

  it('is edited and deleted by who sent it, and deleted by who leads the group', async () => {
    const [ada, bob, eve] = scene.people(3);
    const { id } = await groupOf(scene, [ada, bob, eve]);
    const message = await saidBy(scene, [bob, id], { attachments: [randomUUID()] });
    const path = `/v1/messages/${message.id}`;
    const edited = (await scene.as(bob, 1).patch(path, { body: 'Otherwise' })).json as MessageWire;
    expect(edited).toEqual({ ...message, body: 'Otherwise', edited_at: edited.edited_at });
    expect(edited.edited_at).not.toBeNull();
    expect((await scene.as(bob).patch(path, { body: 'Otherwise' })).json).toEqual(edited);
    for (const answer of [scene.as(eve).patch(path, { body: 'x' }), scene.as(ada).patch(path, { body: 'x' })])
      expect((await answer).status).toBe(403);
    expect((await scene.as(eve).delete(path)).status).toBe(403);
    await scene.as(eve).put(`${path}/reactions/%F0%9F%91%8D`);
    for (const _again of [1, 2]) expect((await scene.as(ada).delete(path)).status).toBe(204);
    const { json } = await scene.as(eve).get(path);
    expect(json).toMatchObject({ seq: 1, body: '', attachments: [], reactions: [] });
    expect((await scene.as(bob).patch(path, { body: 'back' })).json).toMatchObject({
      code: 'message_deleted',
    });
    const kinds = (await changesOf(id)).map(({ kind }) => kind.replace('message.', ''));
    expect(kinds).toEqual(['created', 'updated', 'updated', 'deleted']);
    const own = await saidBy(scene, [bob, id]);
    expect((await scene.as(bob).patch(`/v1/messages/${own.id}`, { body: '' })).json).toMatchObject({
      code: 'message_empty',
    });
  });

  /** What is done in one transaction of another, until she commits. */
  async function within(text: string, values: unknown[]): Promise<QueryRunner> {
    const runner = scene.at().get(DataSource).createQueryRunner();
    await runner.startTransaction();
    await runner.query(text, values);
    return runner;
  }
  const end = async (runner: QueryRunner) => (await runner.commitTransaction(), runner.release());
  /** Processes of PostgreSQL that wait for a lock in a statement that holds these words. */
  const waiting = (words: string) =>
    scene.rows<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1 AND pid <> pg_backend_pid()`,
      [`%${words}%`],
    );
  const waits = (words: string) =>
    until(`${words} to wait`, async () => (await waiting(words)).length > 0, { timeout: 20_000 });
  const locked = 'SELECT FROM conversations WHERE id = $1 FOR UPDATE';

  it('is not changed by who was removed while she waited to', async () => {
    const [ada, bob] = scene.people(2);
    const { id } = await groupOf(scene, [ada, bob]);
    const message = await saidBy(scene, [bob, id], { body: 'As it was' });
    const removal = await within(locked, [id]);
    const edit = scene.as(bob).patch(`/v1/messages/${message.id}`, { body: 'Too late' });
    await waits('edit_message');
    await removal.query('UPDATE members SET left_at = now(), left_version = 2 WHERE user_id = $1', [bob]);
    await end(removal);
    expect((await edit).status).toBe(404);
    expect((await scene.as(ada).get(`/v1/messages/${message.id}`)).json).toEqual(message);
  });

  it('that was edited is not said to have failed where only the news of it does', async () => {
    const [ada] = scene.people(1);
    const { id } = await groupOf(scene, [ada]);
    const message = await saidBy(scene, [ada, id]);
    const other = await within(locked, [id]);
    const edit = scene.as(ada).patch(`/v1/messages/${message.id}`, { body: 'Otherwise' });
    await waits('edit_message');
    // Next in the queue behind the edit, so before whatever is asked after its commit.
    const later = within('LOCK TABLE members IN ACCESS EXCLUSIVE MODE', []);
    await waits('LOCK TABLE members');
    await end(other);
    const lock = await later;
    await waits('array_agg(m.user_id)');
    for (const { pid } of await waiting('array_agg(m.user_id)'))
      await scene.rows('SELECT pg_cancel_backend($1)', [pid]);
    const { status, json } = await edit;
    await end(lock);
    expect([status, (json as MessageWire).body]).toEqual([200, 'Otherwise']);
  });
});
