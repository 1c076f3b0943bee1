import { Module } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  newId,
  openService,
  ServiceClients,
  type ServiceRequest,
  ServiceTokens,
} from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { ChatScene } from '../chat-scene.contract';
import { groupOf } from '../messages/message-scene.contract';

@Module({})
class EmptyModule {}

let scene: ChatScene;
let video: NestFastifyApplication;
let ask: (request: ServiceRequest) => Promise<{ status: number; body: unknown }>;
beforeAll(async () => {
  scene = await ChatScene.start(1);
  const servers = { DATABASE_URL: scene.postgres.url, REDIS_URL: scene.redis.url };
  const env = { PORT: '0', LOG_LEVEL: 'silent', ...servers };
  video = await openService({ name: 'video', module: EmptyModule }, env);
  const chat = video.get(ServiceClients).to({ name: 'chat', origin: scene.at().url });
  ask = (request) => chat.ask(request);
  const path = `/internal/conversations/${newId()}/callable/${newId()}`;
  await until('chat to know the key of video', async () => (await ask({ path })).status === 404);
}, 60_000);
afterAll(async () => {
  await video.close();
  await scene.close();
}, 30_000);

const callable = (place: string, who: string) =>
  ask({ path: `/internal/conversations/${place}/callable/${who}` });
const unknown = { status: 404, body: { code: 'conversation_unknown' } };
const remove = (who: string) =>
  scene.rows('UPDATE chat.members SET left_at = now(), left_version = 1 WHERE user_id = $1', [who]);

describe('who wants to call', () => {
  it('has what she is in the conversation, and who else is in it, longest first', async () => {
    const [ada, bob, eve, dan] = scene.people(4);
    const { id } = await groupOf(scene, [ada, bob, eve]);
    const longer = "UPDATE chat.members SET joined_at = now() - interval '1 day' WHERE user_id = $1";
    await scene.rows(longer, [eve]);
    expect(await callable(id, ada)).toEqual({
      status: 200,
      body: { type: 'group', role: 'owner', other_ids: [eve, bob] },
    });
    await remove(bob);
    expect((await callable(id, eve)).body).toEqual({ type: 'group', role: 'member', other_ids: [ada] });
    for (const [place, who] of [
      [id, bob],
      [id, dan],
      [newId(), ada],
      ['here', ada],
      [id, 'me'],
    ] as const)
      expect(await callable(place, who)).toMatchObject(unknown);
  });

  it('is told of a hundred others at most', async () => {
    const people = scene.crowd(130);
    const { id } = await groupOf(scene, people);
    const { body } = await callable(id, people[5] ?? '');
    const { other_ids: others } = body as { other_ids: string[] };
    expect(others).toHaveLength(100);
    expect(others).not.toContain(people[5]);
  });

  it('cannot where the conversation is over', async () => {
    const [ada, bob] = scene.people(2);
    const { id } = await groupOf(scene, [ada, bob]);
    await scene.rows('UPDATE chat.conversations SET deleted_at = now() WHERE id = $1', [id]);
    expect(await callable(id, ada)).toMatchObject(unknown);
  });

  it('is asked for by services alone', async () => {
    const [ada, bob] = scene.people(2);
    const { id } = await groupOf(scene, [ada, bob]);
    const path = `/internal/conversations/${id}/callable/${ada}`;
    expect((await scene.as(ada).get(path)).status).toBe(401);
    const token = scene.at().get(ServiceTokens).sign('service+jwt', 'chat');
    const asChat = await scene.as(ada).get(path, { headers: { 'x-service-token': token } });
    expect(asChat.json).toMatchObject({ code: 'not_allowed' });
    const posted = await scene.as(ada).post('/internal/memberships/ended', { memberships: [] });
    expect(posted.status).toBe(401);
  });
});

describe('who is in a call', () => {
  const endedOf = (memberships: unknown) =>
    ask({ method: 'POST', path: '/internal/memberships/ended', body: { memberships } });

  it('is named once she is not in the conversation any more', async () => {
    const [ada, bob, eve] = scene.people(3);
    const { id } = await groupOf(scene, [ada, bob]);
    const all = [ada, bob, eve].map((user_id) => ({ conversation_id: id, user_id }));
    const gone = { conversation_id: newId(), user_id: ada };
    expect(await endedOf([...all, gone])).toEqual({ status: 200, body: { ended: [all[2], gone] } });
    await remove(bob);
    expect((await endedOf(all)).body).toEqual({ ended: [all[1], all[2]] });
    await scene.rows('UPDATE chat.conversations SET deleted_at = now() WHERE id = $1', [id]);
    expect((await endedOf(all)).body).toEqual({ ended: all });
    expect((await endedOf([])).body).toEqual({ ended: [] });
  });

  it('is asked about by five hundred at most, and by ids alone', async () => {
    const one = () => ({ conversation_id: newId(), user_id: newId() });
    expect((await endedOf(Array.from({ length: 500 }, one))).status).toBe(200);
    for (const wrong of [Array.from({ length: 501 }, one), [{ ...one(), user_id: 'me' }], [1], 'all'])
      expect((await endedOf(wrong)).body).toMatchObject({ code: 'validation_failed' });
  });
});
