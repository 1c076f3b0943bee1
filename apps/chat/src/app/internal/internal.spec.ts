import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { newId, openService, ServiceClients, ServiceTokens } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { ChatScene } from '../chat-scene.contract';
import { groupOf } from '../messages/message-scene.contract';
import { AskedPeople } from './asked-people.adapter';

let scene: ChatScene;
beforeAll(async () => (scene = await ChatScene.start(1)), 60_000);
afterAll(() => scene.close(), 30_000);

@Module({})
class EmptyModule {}

describe('another service', () => {
  it('hears what somebody is in a conversation, and nothing of others; nobody else does', async () => {
    const [ada, bob, eve] = scene.people(3);
    const { id } = await groupOf(scene, [ada, bob]);
    const env = {
      PORT: '0',
      LOG_LEVEL: 'silent',
      DATABASE_URL: scene.postgres.url,
      REDIS_URL: scene.redis.url,
    };
    const video = await openService({ name: 'video', module: EmptyModule }, env);
    const ask = (place: string, who: string) =>
      video
        .get(ServiceClients)
        .to({ name: 'chat', origin: scene.at().url })
        .ask({ path: `/internal/conversations/${place}/members/${who}` });
    const answer = await until('chat to know the key of video', async () => {
      const { status, body } = await ask(id, ada);
      return status === 200 && body;
    });
    expect(answer).toEqual({ role: 'owner', version: 0 });
    expect((await ask(id, bob)).body).toEqual({ role: 'member', version: 0 });
    const unknown = { status: 404, body: { code: 'conversation_unknown' } };
    const gone = 'UPDATE chat.members SET left_at = now(), left_version = 1 WHERE user_id = $1';
    await scene.rows(gone, [bob]);
    for (const [place, who] of [
      [id, eve],
      [id, bob],
      [newId(), ada],
      [id, 'me'],
    ] as const)
      expect(await ask(place, who)).toMatchObject(unknown);
    const path = `/internal/conversations/${id}/members/${ada}`;
    expect((await scene.as(ada).get(path)).status).toBe(401);
    const token = scene.at().get(ServiceTokens).sign('service+jwt', 'chat');
    const asChat = await scene.as(ada).get(path, { headers: { 'x-service-token': token } });
    expect(asChat.json).toMatchObject({ code: 'not_allowed' });
    await video.close();
  }, 60_000);
});

/** A server in the place of auth, which knows everybody it is told to and counts how often it was asked. */
class OtherAuth {
  readonly asked: string[][] = [];
  readonly accounts = new Set<string>();
  status = 200;
  private readonly server: Server = createServer((request, response) => {
    const ids = new URL(request.url ?? '/', 'http://auth').searchParams.get('ids')?.split(',') ?? [];
    this.asked.push(ids);
    const items = ids.filter((id) => this.accounts.has(id)).map((id) => ({ id }));
    response.writeHead(this.status, { 'content-type': 'application/json' }).end(JSON.stringify({ items }));
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

describe('who has an account', () => {
  const auth = new OtherAuth();
  const peopleOf = (AUTH_URL: string) => new AskedPeople(scene.at().get(ServiceClients), { AUTH_URL });
  let people: AskedPeople;
  beforeAll(async () => (people = peopleOf(await auth.start())));
  afterAll(() => auth.close());

  it('is asked a hundred at a time, and not again of those who have one', async () => {
    const ids = scene.people(250);
    for (const id of ids.slice(0, 240)) auth.accounts.add(id);
    expect(await people.unknownOf(ids)).toEqual(ids.slice(240));
    expect(auth.asked.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(await people.unknownOf([ids[0]!.toUpperCase(), ids[249]!])).toEqual([ids[249]]);
    expect(auth.asked.at(-1)).toEqual([ids[249]]);
  });

  it('is refused to be said while auth is away; those known are known all the same', async () => {
    const [known, other] = scene.people(2);
    auth.accounts.add(known);
    await people.unknownOf([known]);
    for (const status of [503, 401, 500]) {
      auth.status = status;
      await expect(people.unknownOf([other])).rejects.toMatchObject({ code: 'accounts_unavailable' });
    }
    expect(await people.unknownOf([known])).toEqual([]);
    const nobody = peopleOf('http://127.0.0.1:1');
    await expect(nobody.unknownOf([other])).rejects.toMatchObject({ code: 'accounts_unavailable' });
  });
});
