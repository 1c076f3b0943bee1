import { type MessageWire, type Page } from '@secureconnect/contracts';
import {
  connectSocket,
  type HttpAnswer,
  type SocketClient,
  startService,
  until,
} from '@secureconnect/testing';
import { ChatScene } from '../chat-scene.contract';
import { type Session } from '../people.contract';
import { PooledDatabase } from './pooled-database.contract';

const connections = 2;
const patience = { timeout: 60_000 };

describe('auth and two instances of chat on a PgBouncer in transaction mode', () => {
  jest.setTimeout(120_000);
  let pooled: PooledDatabase;
  let scene: ChatScene;
  let sockets: SocketClient[];
  let [ada, bob]: Session[] = [];
  let place: string;

  beforeAll(async () => {
    scene = await ChatScene.start({
      database: async (postgres) => {
        pooled = await PooledDatabase.start(postgres, connections);
        return (app) => pooled.environmentOf(app);
      },
    });
    [ada, bob] = await Promise.all((await scene.people(2)).map((person) => scene.signIn(person)));
    place = await scene.conversation(ada as Session, 'direct', [(bob as Session).person]);
    sockets = await Promise.all([0, 1].map((at) => listen(at, bob as Session)));
  }, 180_000);
  afterAll(async () => {
    sockets?.forEach((socket) => socket.close());
    await scene?.close();
    await pooled?.pgbouncer.close();
  }, 60_000);

  async function listen(at: number, { token }: Session): Promise<SocketClient> {
    const socket = await connectSocket(scene.chat(at).url, { path: '/ws/chat', auth: { token } });
    await socket.next('ready');
    await socket.emitAck('sync.resume', {});
    return socket;
  }
  const send = (at: number, id: string): Promise<HttpAnswer> => {
    const body = { client_msg_id: id, body: `Said as ${id}` };
    return scene.ask(at, 'POST', `/v1/conversations/${place}/messages`, { as: ada, body });
  };
  const told = (socket: SocketClient): string[] =>
    (socket.pending('message.created') as { message: MessageWire }[]).map(({ message }) => message.body);
  const names = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, at) => `${prefix}.${at}`);

  it('sixty messages at once are kept over two connections, and told at both', async () => {
    const sent = names('at once', 60);
    const most = { connections: 0 };
    const watching = setInterval(
      () => void pooled.lent('chat').then((count) => (most.connections = Math.max(most.connections, count))),
      20,
    );
    // On a busy machine one may have been waited for too long; who is told so asks again by the same id.
    const refused = new Set<string>();
    const keep = async (id: string, at: number): Promise<number> => {
      const { status } = await send(at % 2, id);
      if (status !== 503) return status;
      refused.add(id);
      return keep(id, at);
    };
    const answers = await Promise.all(sent.map(keep));
    clearInterval(watching);
    // What was kept though it was refused is there already.
    for (const [at, id] of sent.entries())
      expect(refused.has(id) ? [200, 201] : [201]).toContain(answers[at]);
    for (const socket of sockets)
      await until(
        'all to be told',
        () => sent.every((id) => told(socket).includes(`Said as ${id}`)),
        patience,
      );
    expect(most.connections).toBeGreaterThan(0);
    expect(most.connections).toBeLessThanOrEqual(connections);
  });

  it('without Redis what one instance says is heard at the other, by PostgreSQL itself', async () => {
    await scene.redis.kill();
    expect((await send(0, 'without redis')).status).toBe(201);
    const [here, there] = [await listen(0, ada as Session), sockets[1] as SocketClient];
    // Stands in no record, so who is deaf never learns of it.
    await here.emitAck('typing', { conversation_id: place, is_typing: true });
    expect(await there.next('typing', 20_000)).toMatchObject({ conversation_id: place, is_typing: true });
    await until('it to be told', () => told(there).includes('Said as without redis'), patience);
    here.close();
    await scene.redis.start();
    await scene.normal();
  });

  it('while PgBouncer is away the declared 503 is answered, and all is well when it is back', async () => {
    const acknowledged: string[] = [];
    await pooled.pgbouncer.kill();
    const refused = await send(0, 'nobody there');
    expect(refused).toMatchObject({
      status: 503,
      json: { code: expect.stringMatching(/^database_|^send_uncertain$/) },
    });
    expect((await scene.ask(0, 'GET', '/health/ready')).status).toBe(503);
    await pooled.pgbouncer.start();
    const isKept = async (at: number) =>
      (await send(at, `back.${at}`)).status === 201 && acknowledged.push(`back.${at}`);
    for (const at of [0, 1]) await until('a message to be kept', () => isKept(at), patience);
    for (const at of [0, 1])
      await until(
        'ready',
        async () => (await scene.ask(at, 'GET', '/health/ready')).status === 200,
        patience,
      );
    const path = `/v1/messages?conversation_id=${place}&limit=100`;
    const { items } = (await scene.ask(1, 'GET', path, { as: bob })).json as Page<MessageWire>;
    const kept = items.map(({ body }) => body);
    expect(acknowledged.filter((id) => !kept.includes(`Said as ${id}`))).toEqual([]);
  });

  it('where the role has not its limits by itself, an instance is not ready and says what to do', async () => {
    await scene.postgres.sql(
      'ALTER ROLE secureconnect_chat IN DATABASE secureconnect RESET statement_timeout',
    );
    await pooled.pgbouncer.console('RECONNECT');
    const env = { ...pooled.environmentOf('chat'), REDIS_URL: scene.redis.url, AUTH_URL: scene.auth.url };
    const third = await startService('chat', { env: { ...env, NODE_ENV: 'development' } });
    const said = /does not fit: statement_timeout of \\*"secureconnect_chat\\*" is 0 ms, not 4000/;
    await until('it to say so', () => said.test(third.log()), { timeout: 15_000 }).catch((error: Error) => {
      throw new Error(third.log(), { cause: error });
    });
    await third.close();
  });
});
