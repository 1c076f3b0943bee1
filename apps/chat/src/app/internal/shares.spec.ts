import { Module } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { newId, openService, ServiceClients, ServiceTokens } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { ChatScene } from '../chat-scene.contract';
import { groupOf, saidBy } from '../messages/message-scene.contract';

@Module({})
class EmptyModule {}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

let scene: ChatScene;
let storage: NestFastifyApplication;
let ask: (path: string) => Promise<Answer>;
beforeAll(async () => {
  scene = await ChatScene.start(1);
  const servers = { DATABASE_URL: scene.postgres.url, REDIS_URL: scene.redis.url };
  const env = { PORT: '0', LOG_LEVEL: 'silent', ...servers };
  storage = await openService({ name: 'storage', module: EmptyModule }, env);
  const chat = storage.get(ServiceClients).to({ name: 'chat', origin: scene.at().url });
  ask = (path) => chat.ask({ path });
  const known = async () => (await shares(newId(), newId(), newId())).status === 200;
  await until('chat to know the key of storage', known);
}, 60_000);
afterAll(async () => {
  await storage.close();
  await scene.close();
}, 30_000);

const shares = (file: string, owner: string, reader: string): Promise<Answer> =>
  ask(`/internal/files/${file}/shares?owner_id=${owner}&user_id=${reader}`);
const isShared = async (...who: [file: string, owner: string, reader: string]): Promise<unknown> =>
  ((await shares(...who)).body as { shared: unknown }).shared;

/** Ada owns a group with Bob, and has sent a file into it. */
async function sent() {
  const [ada, bob, eve] = scene.people(3);
  const { id: place } = await groupOf(scene, [ada, bob]);
  const file = newId();
  const message = await saidBy(scene, [ada, place], { attachments: [newId(), file] });
  return { ada, bob, eve, place, file, message };
}

describe('a file that its owner sent', () => {
  it('is shared with the members of that conversation, and with nobody else', async () => {
    const { ada, bob, eve, file } = await sent();
    expect(await isShared(file, ada, bob)).toBe(true);
    expect(await isShared(file.toUpperCase(), ada, bob)).toBe(true);
    expect(await isShared(file, ada, eve)).toBe(false);
    expect(await isShared(newId(), ada, bob)).toBe(false);
  });

  it('is shared by nobody who does not own it, however often it is sent', async () => {
    const { ada, bob, eve, file } = await sent();
    const { id: other } = await groupOf(scene, [bob, eve]);
    await saidBy(scene, [bob, other], { attachments: [file] });
    expect(await isShared(file, ada, eve)).toBe(false);
    // Ada has a place with Eve, where it was Eve who named the file.
    const { id: third } = await groupOf(scene, [ada, eve]);
    await saidBy(scene, [eve, third], { attachments: [file] });
    expect(await isShared(file, ada, eve)).toBe(false);
    await saidBy(scene, [ada, third], { attachments: [file] });
    expect(await isShared(file, ada, eve)).toBe(true);
  });

  it('is shared no longer with who was removed, at once, nor again with who comes back', async () => {
    const { ada, bob, place, file } = await sent();
    expect((await scene.as(ada).delete(`/v1/conversations/${place}/members/${bob}`)).status).toBe(204);
    expect(await isShared(file, ada, bob)).toBe(false);
    const body = { member_ids: [bob] };
    expect((await scene.as(ada).post(`/v1/conversations/${place}/members`, body)).status).toBeLessThan(300);
    expect(await isShared(file, ada, bob)).toBe(false);
    await saidBy(scene, [ada, place], { attachments: [file] });
    expect(await isShared(file, ada, bob)).toBe(true);
  });

  it('is not shared with who came after it was sent', async () => {
    const { ada, eve, place, file } = await sent();
    const body = { member_ids: [eve] };
    expect((await scene.as(ada).post(`/v1/conversations/${place}/members`, body)).status).toBeLessThan(300);
    expect(await isShared(file, ada, eve)).toBe(false);
  });

  it('stays shared when its owner leaves, for what she said stays too', async () => {
    const { ada, bob, place, file } = await sent();
    await scene.rows(
      `UPDATE chat.members SET left_at = now(), left_version = 1 WHERE conversation_id = $1 AND user_id = $2`,
      [place, ada],
    );
    expect(await isShared(file, ada, bob)).toBe(true);
  });

  it('is shared no longer once the message is deleted; edited, it is the same', async () => {
    const { ada, bob, file, message } = await sent();
    await scene.as(ada).patch(`/v1/messages/${message.id}`, { body: 'Other words' });
    expect(await isShared(file, ada, bob)).toBe(true);
    expect((await scene.as(ada).delete(`/v1/messages/${message.id}`)).status).toBe(204);
    expect(await isShared(file, ada, bob)).toBe(false);
  });

  it('is shared no longer once the conversation is deleted', async () => {
    const { ada, bob, place, file } = await sent();
    expect((await scene.as(ada).delete(`/v1/conversations/${place}`)).status).toBe(204);
    expect(await isShared(file, ada, bob)).toBe(false);
  });
});

describe('whether a file is shared', () => {
  it('is told to storage alone', async () => {
    const { ada, bob, file } = await sent();
    const path = `/internal/files/${file}/shares?owner_id=${ada}&user_id=${bob}`;
    expect((await scene.as(bob).get(path)).status).toBe(401);
    const asChat = scene.at().get(ServiceTokens).sign('service+jwt', 'chat');
    const answer = await scene.as(bob).get(path, { headers: { 'x-service-token': asChat } });
    expect(answer.json).toMatchObject({ code: 'not_allowed' });
  });

  it.each([
    ['no file', 'me', newId(), newId()],
    ['no owner', newId(), 'me', newId()],
    ['no reader', newId(), newId(), "' OR 1=1"],
  ])('is not asked of %s', async (_what, file, owner, reader) => {
    const { status } = await shares(file, owner, encodeURIComponent(reader));
    expect([400, 422]).toContain(status);
  });
});
