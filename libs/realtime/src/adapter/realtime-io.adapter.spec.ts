import { Module } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import { openService, type ServiceDefinition } from '@secureconnect/platform';
import { RedisHealthService } from '@secureconnect/resilience';
import {
  connectSocket,
  type FaultProxy,
  httpClient,
  type PostgresServer,
  type RedisServer,
  type SocketClient,
  startFaultProxy,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { type Server, type Socket } from 'socket.io';
import { Backplane } from '../backplane/backplane';
import { RealtimeModule } from '../realtime.module';
import { RealtimeIoAdapter } from './realtime-io.adapter';

const path = '/ws/rooms';
const wait = { timeout: 20_000 };

@WebSocketGateway({ path })
class RoomsGateway {
  @WebSocketServer()
  readonly server: Server;
}

@Module({ imports: [RealtimeModule.forRoot()], providers: [RoomsGateway] })
class RoomsModule {}

const service: ServiceDefinition = { name: 'chat', module: RoomsModule, sockets: RealtimeIoAdapter };

describe('sockets of one service on two instances', () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  let roads: FaultProxy[];
  let apps: NestFastifyApplication[];
  let here: Server;
  let there: Server;
  let client: SocketClient;
  let other: SocketClient;

  const open = (database: string, cache: string) =>
    openService(service, {
      ...{ PORT: '0', LOG_LEVEL: 'silent', MIGRATE_ON_START: 'true', REDIS_HEALTH_CHECK_INTERVAL: '1' },
      ...{ DATABASE_URL: database, REDIS_URL: cache },
    });
  const isOneOfTwo = (server: Server) =>
    until('both to know each other', async () => (await server.fetchSockets()).length === 2, wait);

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    const [toPostgres, toRedis] = await Promise.all([
      startFaultProxy({ target: postgres.url }),
      startFaultProxy({ target: redis.url }),
    ]);
    roads = [toPostgres, toRedis];
    apps = [
      await open(postgres.url, redis.url),
      await open(toPostgres.through(postgres.url), toRedis.through(redis.url)),
    ];
    [here, there] = apps.map((app) => app.get(RoomsGateway).server) as [Server, Server];
    const connect = async (app: NestFastifyApplication) => connectSocket(await app.getUrl(), { path });
    [client, other] = (await Promise.all(apps.map(connect))) as [SocketClient, SocketClient];
    await Promise.all([isOneOfTwo(here), isOneOfTwo(there)]);
  }, 60_000);
  afterAll(async () => {
    client.close();
    other.close();
    await Promise.all(roads.map((road) => road.heal()));
    await Promise.all(apps.map((app) => app.close()));
    await Promise.all(roads.map((road) => road.close()));
    await Promise.all([postgres.close(), redis.close()]);
  });

  it('are joined to rooms, told, asked and taken out of them from either', async () => {
    here.in(other.socket.id as string).socketsJoin('room');
    here.to('room').emit('news', { text: 'all', bytes: Buffer.from('raw') });
    expect(await other.next('news')).toEqual({ text: 'all', bytes: Buffer.from('raw') });
    expect(client.pending('news')).toEqual([]);

    other.socket.on('question', (answer: (said: string) => void) => answer('here'));
    const answers: unknown = await here.to('room').timeout(5_000).emitWithAck('question');
    expect(answers).toEqual(['here']);

    const [found] = await here.in('room').fetchSockets();
    expect(found?.id).toBe(other.socket.id);

    here.in('room').socketsLeave('room');
    await until('the room to be empty', async () => (await here.in('room').fetchSockets()).length === 0);
  });

  it('are written to once in a turn, in the order in which things were said', async () => {
    const socket = here.sockets.sockets.get(client.socket.id as string) as Socket;
    const written: number[] = [];
    socket.conn.on('flush', (packets: readonly unknown[]) => written.push(packets.length));
    for (const text of ['one', 'two']) socket.emit('turn', { text });
    await Promise.resolve();
    here.local.to(socket.id).emit('turn', { text: 'three' });
    for (const text of ['one', 'two', 'three']) expect(await client.next('turn')).toEqual({ text });
    expect(written).toContain(3);
  });

  it('stay apart from what instances ask each other', async () => {
    there.on('ask', (question: string, answer: (said: string) => void) => answer(`${question}, yes`));
    expect(await here.serverSideEmitWithAck('ask', 'well')).toEqual(['well, yes']);
  });

  it('keep their connections and rooms, and are reached, while Redis is killed and when it is back', async () => {
    here.in(other.socket.id as string).socketsJoin('lasting');
    await until('the room', async () => (await there.in('lasting').fetchSockets()).length === 1);
    await redis.kill();
    const seen = until('PostgreSQL to be seen to carry', async () => {
      const answer = await httpClient(await (apps[0] as NestFastifyApplication).getUrl()).get('/health');
      return answer.text.includes('"carrier":"postgres"');
    });
    for (let each = 0; each < 20; each += 1) {
      here.to('lasting').emit('count', each);
      expect(await other.next('count')).toBe(each);
    }
    await seen;
    await redis.start();
    const isNormal = () => apps.every((app) => app.get(RedisHealthService).isAvailable);
    await until('Redis to be relied on', isNormal, wait);
    here.to('lasting').emit('count', 'again');
    expect(await other.next('count')).toBe('again');
    expect([client.connected, other.connected]).toEqual([true, true]);
  });

  it('are asked for in bounded time where the other instance is out of reach, and later without it', async () => {
    for (const road of roads) road.blackhole();
    const asked = here.fetchSockets().then(
      (sockets) => sockets.length,
      (error: Error) => error.message,
    );
    expect([1, 'timeout reached: missing 1 responses']).toContain(await asked);
    await until('the other to be gone', () => apps[0]?.get(Backplane).nodes.length === 0, wait);
    expect((await here.fetchSockets()).map(({ id }) => id)).toEqual([client.socket.id]);
    expect(await here.serverSideEmitWithAck('ask', 'well')).toEqual([]);
    for (const road of roads) await road.heal();
    await Promise.all([isOneOfTwo(here), isOneOfTwo(there)]);
  });
});
