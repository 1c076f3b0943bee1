import {
  chatClientEvents,
  chatServerEvents,
  commonServerEvents,
  type MessageWire,
} from '@secureconnect/contracts';
import { RedisHealthService } from '@secureconnect/resilience';
import { connectSocket, httpClient, type SocketClient, until } from '@secureconnect/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChatScene } from '../chat-scene.contract';
import { Streams } from '../delivery/streams.service';

let scene: ChatScene;
let ada: string;
let bob: string;
let conversation_id: string;
let atAda: SocketClient;
let atBob: SocketClient;
const clients: SocketClient[] = [];

async function comes(userId: string, place: number): Promise<SocketClient> {
  const auth = { token: scene.signer.tokenOf(userId) };
  const client = await connectSocket(scene.at(place).url, { path: '/ws/chat', auth });
  clients.push(client);
  await client.emitAck('sync.resume', {});
  return client;
}

const refused = (code: string, ...fields: string[]) => ({
  ok: false,
  error: expect.objectContaining({
    code,
    ...(fields.length > 0 ? { details: fields.map((field) => expect.objectContaining({ field })) } : {}),
  }),
});
const nowhere = '0193e7a2-9f3c-7c1e-8d4e-2b6f0a1c3d5e';
const said = (client_msg_id: string, body = 'hello') => ({ conversation_id, client_msg_id, body });

beforeAll(async () => {
  scene = await ChatScene.start(2);
  [ada, bob] = scene.people(2) as [string, string];
  const { json } = await scene.as(ada).post('/v1/conversations', { type: 'direct', member_ids: [bob] });
  conversation_id = (json as { id: string }).id;
  [atAda, atBob] = await Promise.all([comes(ada, 0), comes(bob, 1)]);
}, 90_000);
afterAll(async () => {
  for (const each of clients) each.close();
  await scene.close();
});

describe('over the socket', () => {
  it('a message is accepted once, told to the others as it was said, edited and deleted', async () => {
    const body = '<b>hi</b>\u0007 & \u202e"quoted"\n';
    const sent = await atAda.emitAck('message.send', said('m1', body));
    expect(sent).toMatchObject({ ok: true, message: { sender_id: ada, seq: 1, body, client_msg_id: 'm1' } });
    expect(await atAda.emitAck('message.send', said('m1', body))).toEqual(sent);
    expect(await atAda.emitAck('message.send', said('m1', 'else'))).toEqual(refused('client_msg_id_reused'));
    expect((await atBob.next('message.created')).message).toEqual(sent.message);
    const message_id = sent.message.id;
    const edited = await atAda.emitAck('message.edit', { message_id, body: 'better' });
    expect(edited).toMatchObject({ ok: true, message: { body: 'better' } });
    expect((await atBob.next('message.updated')).message).toEqual(edited.message);
    expect(await atBob.emitAck('message.edit', { message_id, body: 'mine' })).toEqual(refused('not_allowed'));
    const deleted = await atAda.emitAck('message.delete', { message_id });
    expect(deleted).toMatchObject({ ok: true, message: { body: '', seq: 1 } });
    expect((await atBob.next('message.deleted')).message).toEqual(deleted.message);
    expect(atBob.pending('message.created')).toEqual([]);
  });

  it('receipts are told to the others, and never go backwards nor beyond the end', async () => {
    const { message } = await atAda.emitAck('message.send', said('m2'));
    const at = (seq: number) => ({ conversation_id, seq });
    const read = { conversation_id, user_id: bob, delivered_seq: message.seq, read_seq: message.seq };
    expect(await atBob.emitAck('receipt.read', at(message.seq))).toEqual({ ok: true, receipt: read });
    expect(await atAda.next('receipt.updated')).toEqual({ receipt: read });
    expect(await atBob.emitAck('receipt.delivered', at(1))).toEqual({ ok: true, receipt: read });
    expect(await atBob.emitAck('receipt.read', at(message.seq + 1))).toEqual(refused('beyond_the_end'));
  });

  it('what was missed is had by the cursor, and what happens meanwhile is told', async () => {
    const { next_cursor: cursor } = await atBob.emitAck('sync.resume', {});
    atBob.close();
    const { message } = await atAda.emitAck('message.send', said('m3'));
    atBob = await comes(bob, 1);
    const missed = await atBob.emitAck('sync.resume', { cursor });
    expect(missed).toMatchObject({ ok: true, has_more: false });
    expect(missed.items).toMatchObject([{ event: 'message.created', data: { message } }]);
    expect(await atAda.emitAck('sync.resume', { cursor })).toEqual(refused('invalid_cursor'));
  });

  it('what was missed is read after it is certain that all that follows is told', async () => {
    const { next_cursor: cursor } = await atBob.emitAck('sync.resume', {});
    const streams = scene.at(1).get(Streams);
    const enter = streams.enter.bind(streams);
    let letIn = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letIn = resolve));
    const entering = jest.spyOn(streams, 'enter');
    entering.mockImplementation((userId) => gate.then(() => enter(userId)));
    const auth = { token: scene.signer.tokenOf(bob) };
    const client = await connectSocket(scene.at(1).url, { path: '/ws/chat', auth });
    clients.push(client);
    atBob.close();
    atBob = client;
    const missed = client.emitAck('sync.resume', { cursor });
    // Heard after it, so that it was heard.
    await client.emitAck('message.delete', { message_id: nowhere });
    const { message } = await atAda.emitAck('message.send', said('between'));
    entering.mockRestore();
    letIn();
    expect((await missed).items).toMatchObject([{ event: 'message.created', data: { message } }]);
  });

  it.each([
    ['a sender of its own', 'message.send', { sender_id: nowhere }, 'sender_id'],
    ['a sender under another name', 'message.send', { user_id: nowhere }, 'user_id'],
    ['a body that is no text', 'message.send', { body: { $ne: '' } }, 'body'],
    ['a conversation that is no id', 'typing', { conversation_id: 'c' }, 'conversation_id'],
    ['no word of whether she types', 'typing', { is_typing: 'yes' }, 'is_typing'],
    ['a seq below the first', 'receipt.read', { seq: 0 }, 'seq'],
    ['a seq that is no number', 'receipt.delivered', { seq: '1' }, 'seq'],
    ['a message that is no id', 'message.delete', { message_id: '1 OR 1=1' }, 'message_id'],
    ['somebody for whom it is said', 'presence.set', { user_id: nowhere }, 'user_id'],
    ['a status that only we may give', 'presence.set', { status: 'unknown' }, 'status'],
    ['a cursor that is no text', 'sync.resume', { cursor: 5 }, 'cursor'],
  ])('%s is refused by name', async (_what, event, change, field) => {
    const fields: Record<string, object> = {
      'message.send': said('refused'),
      typing: { conversation_id, is_typing: true },
      'receipt.read': { conversation_id, seq: 1 },
      'receipt.delivered': { conversation_id, seq: 1 },
      'message.delete': { message_id: nowhere },
      'presence.set': { status: 'online' },
      'sync.resume': {},
    };
    const answer = await atAda.emitAck(event, { ...fields[event], ...change });
    expect(answer).toEqual(refused('validation_failed', field));
  });

  it.each([
    ['message.send', { client_msg_id: 'x', body: 'let me in' }],
    ['receipt.read', { seq: 1 }],
    ['receipt.delivered', { seq: 1 }],
    ['typing', { is_typing: true }],
  ])('%s of who is not in the conversation is answered as if there were none', async (event, payload) => {
    const atEve = await comes(scene.people(1)[0] as string, 0);
    for (const id of [conversation_id, nowhere])
      expect(await atEve.emitAck(event, { ...payload, conversation_id: id })).toEqual(
        refused('conversation_unknown'),
      );
  });

  it.each([
    ['16,384 emoji', '😀'.repeat(16_384), false],
    ['16,384 control characters', '\u0001'.repeat(16_384), false],
    ['16,384 emoji, each of them escaped', '😀'.repeat(16_384), true],
  ])('a message of %s is accepted and told as it was said', async (what, body, isEscaped) => {
    const event = JSON.stringify(['message.send', said(what, body)]);
    const escaped = event.replace(
      /[^ -~]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    atAda.socket.io.engine.write(`2${isEscaped ? escaped : event}`);
    for (const client of [atAda, atBob]) {
      const told = await until(what, () =>
        (client.pending('message.created') as { message: MessageWire }[]).find(
          ({ message }) => message.client_msg_id === what,
        ),
      );
      expect(told.message.body === body).toBe(true);
    }
  });

  it('messages go to other instances while Redis is away', async () => {
    const isAvailable = (place: number) => scene.at(place).get(RedisHealthService).isAvailable;
    await scene.redis.kill();
    await until('the outage', () => !isAvailable(0) && !isAvailable(1), { timeout: 20_000 });
    const { ok, message } = await atAda.emitAck('message.send', said('m4'));
    expect(ok).toBe(true);
    const heard = () => (atBob.pending('message.created') as { message: MessageWire }[]).at(-1)?.message;
    await until('Bob to hear it', () => heard()?.id === message.id, { timeout: 20_000 });
    expect(heard()).toEqual(message);
    await scene.redis.start();
    await until('Redis to be relied on', () => isAvailable(0) && isAvailable(1), { timeout: 20_000 });
  });
});

describe('the document', () => {
  it('names every event of the contract, what each takes and what it gives', async () => {
    const { json } = await httpClient(scene.at(0).url).get('/docs/json');
    const { components, info, 'x-sockets': sockets } = json as Document;
    const [chat] = sockets;
    const tells = Object.entries(chat?.client_events ?? {}).map(([event, each]) => [event, each.tells]);
    expect(Object.fromEntries(tells)).toEqual(chatClientEvents);
    const told = Object.entries(chat?.server_events ?? {});
    expect(Object.fromEntries(told.map(([event, each]) => [event, each.tells]))).toEqual({
      ...commonServerEvents,
      ...chatServerEvents,
    });
    for (const [, { gives }] of told)
      expect(Object.keys(components.schemas)).toContain(gives?.$ref.split('/').at(-1));
    for (const { takes } of Object.values(chat?.client_events ?? {})) expect(takes).not.toBeNull();
    expect(chat?.client_events['message.send']?.takes).toEqual({
      $ref: '#/components/schemas/MessageSendEvent',
    });
    const page = readFileSync(join(__dirname, '../../../../../docs/chat/events.md'), 'utf8');
    const [, tables = ''] = info.description.split('### Socket.IO at `/ws/chat`');
    const plain = (text: string) => text.replace(/ +/g, ' ').replace(/-+/g, '-');
    for (const row of tables.split('\n')) expect(plain(page)).toContain(plain(row));
    const required = components.schemas['MessageSendEvent']?.required ?? [];
    expect([...required].sort()).toEqual(['body', 'client_msg_id', 'conversation_id']);
  });
});

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, { readonly required: string[] }>> };
  readonly info: { readonly description: string };
  readonly 'x-sockets': readonly {
    readonly client_events: Readonly<
      Record<string, { readonly tells: string; readonly takes: object | null }>
    >;
    readonly server_events: Readonly<
      Record<string, { readonly tells: string; readonly gives: { readonly $ref: string } | null }>
    >;
  }[];
}
