import { type MessageWire } from '@secureconnect/contracts';
import {
  connectSocket,
  type FaultProxy,
  type HttpAnswer,
  type PostgresServer,
  type SocketClient,
  startFaultProxy,
  startPostgres,
  until,
} from '@secureconnect/testing';
import { ChatScene } from '../chat-scene.contract';
import { type Session } from '../people.contract';

const patience = { timeout: 60_000 };

describe('auth and two instances of chat, whose PostgreSQL has a standby behind the same address', () => {
  jest.setTimeout(120_000);
  let address: FaultProxy;
  let standby: PostgresServer;
  let scene: ChatScene;
  let socket: SocketClient;
  let ada: Session;
  let place: string;

  beforeAll(async () => {
    scene = await ChatScene.start({
      database: async (postgres) => {
        address = await startFaultProxy({ target: postgres.url });
        return () => ({ DATABASE_URL: address.through(postgres.url) });
      },
    });
    standby = await startPostgres({ standbyOf: scene.postgres });
    // What is acknowledged lies on both.
    await scene.postgres.sql("ALTER SYSTEM SET synchronous_standby_names = '*'");
    await scene.postgres.sql('SELECT pg_reload_conf()');
    const [one, other] = await Promise.all((await scene.people(2)).map((person) => scene.signIn(person)));
    ada = one as Session;
    place = await scene.conversation(ada, 'direct', [(other as Session).person]);
    const auth = { token: (other as Session).token };
    socket = await connectSocket(scene.chat(1).url, { path: '/ws/chat', auth });
    await socket.next('ready');
    await socket.emitAck('sync.resume', {});
  }, 180_000);
  afterAll(async () => {
    socket?.close();
    await scene?.close();
    await Promise.all([standby?.close(), address?.close()]);
  }, 60_000);

  const send = (at: number, id: string): Promise<HttpAnswer> => {
    const body = { client_msg_id: id, body: `Said as ${id}` };
    return scene.ask(at, 'POST', `/v1/conversations/${place}/messages`, { as: ada, body });
  };
  const isReady = async (at: number) => (await scene.ask(at, 'GET', '/health/ready')).status === 200;
  /** Until each instance keeps a message and says that it is ready. */
  const healed = async (id: string) => {
    for (const at of [0, 1]) {
      await until(
        'a message to be kept',
        async () => (await send(at, `${id}.${at}`)).status === 201,
        patience,
      );
      await until('ready', () => isReady(at), patience);
    }
  };

  it('refuses with 503 what it cannot write while it is led to the standby, and comes back by itself', async () => {
    address.lead(standby.url);
    address.reset();
    for (const at of [0, 1]) {
      await until('the standby to be met', async () => {
        const { status, json } = await send(at, 'read-only');
        expect(status).toBe(503);
        return (json as { code: string }).code === 'database_unavailable';
      });
      await until('not ready', async () => !(await isReady(at)), patience);
    }
    // Nobody cuts those who are at the standby: they are to leave by themselves.
    address.lead(scene.postgres.url);
    await healed('led back');
  });

  it('goes on with the standby once it is promoted, and nothing that was acknowledged is missing', async () => {
    const [kept, codes] = [new Set<string>(), new Set<number>()];
    let isOver = false;
    const sending = [0, 1].map(async (at) => {
      for (let count = 0; !isOver; count += 1) {
        const { status } = await send(at, `${at}.${count}`);
        codes.add(status);
        if (status === 201) kept.add(`Said as ${at}.${count}`);
      }
    });
    await until('some to be kept', () => kept.size > 20, patience);
    await scene.postgres.kill();
    await until('a refusal', () => codes.has(503), patience);
    address.lead(standby.url);
    await standby.promote();
    await healed('promoted');
    isOver = true;
    await Promise.all(sending);
    expect([...codes].sort()).toEqual([201, 503]);
    const rows = await standby.sql<{ body: string }>('SELECT body FROM chat.messages');
    const found = new Set(rows.map(({ body }) => body));
    expect([...kept].filter((body) => !found.has(body))).toEqual([]);
    const told = () =>
      new Set(
        (socket.pending('message.created') as { message: MessageWire }[]).map(({ message }) => message.body),
      );
    await until('all to be told', () => [...kept].every((body) => told().has(body)), patience);
  });
});
