import { Controller, Get, Injectable, Module, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  FailClosed,
  Failover,
  type FailoverStore,
  Fallback,
  RedisBreakers,
  RedisHealthService,
} from '@secureconnect/resilience';
import {
  connectSocket,
  httpClient,
  type RedisServer,
  type SocketClient,
  startRedis,
  until,
} from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { RedisGate } from '../gate/redis-gate';
import { ResilientRedisModule } from './resilient-redis.module';

/** Falls back by itself; that some handlers must not be served so, it does not know. */
@Injectable()
class Names {
  readonly kept: string[] = [];
  private readonly store: FailoverStore;

  constructor(
    failover: Failover,
    private readonly gate: RedisGate,
  ) {
    const guarantees = { redis: 'shared', memory: 'what this process has seen' };
    this.store = failover.store({ name: 'names', guarantees });
  }

  @Fallback('names.find', 'names', { tiers: ['redis', 'memory'] })
  find(id: string): Promise<string | null> {
    return this.store.call('names.find', {
      kind: 'read',
      redis: () => this.gate.read('names.find', (redis) => redis.get(id)),
      memory: () => 'from memory',
    });
  }

  @Fallback('names.record', 'names', { tiers: ['redis', 'postgres'] })
  record(id: string): Promise<void> {
    return this.store.writeRecorded('names.record', {
      redis: () => this.gate.read('names.record', (redis) => redis.get(id)),
      keep: () => void this.kept.push(id),
    });
  }
}

@Controller('names')
class NamesController {
  constructor(private readonly names: Names) {}

  @FailClosed('find-closed', 'names')
  @Get('closed/:id')
  async closed(@Param('id') id: string) {
    return { name: await this.names.find(id) };
  }

  @FailClosed('find-all-closed')
  @Get('all-closed/:id')
  async allClosed(@Param('id') id: string) {
    return { name: await this.names.find(id) };
  }

  @FailClosed('find-guarded', 'lockout')
  @Fallback('find-guarded', 'names')
  @Get('guarded/:id')
  async guarded(@Param('id') id: string) {
    return { name: await this.names.find(id) };
  }

  @Fallback('find-open', 'names')
  @Get('open/:id')
  async open(@Param('id') id: string) {
    return { name: await this.names.find(id) };
  }

  @FailClosed('record-name', 'names')
  @Post('recorded/:id')
  async recorded(@Param('id') id: string) {
    await this.names.record(id);
    return { id };
  }
}

@WebSocketGateway({ path: '/ws' })
class NamesGateway {
  constructor(private readonly names: Names) {}

  @FailClosed('ws.find-closed', 'names')
  @SubscribeMessage('closed')
  async closed(@MessageBody() id: string) {
    return { ok: true, name: await this.names.find(id) };
  }

  @Fallback('ws.find-open', 'names')
  @SubscribeMessage('open')
  async open(@MessageBody() id: string) {
    return { ok: true, name: await this.names.find(id) };
  }
}

let redis: RedisServer;
let app: NestFastifyApplication;
let http: ReturnType<typeof httpClient>;
let socket: SocketClient;

beforeAll(async () => {
  redis = await startRedis();
  const health = { intervalMs: 60_000, glanceMs: 60_000, degradedIntervalMs: 30, calmMs: 1 };
  const options = { name: 'names', redis: { url: redis.url }, metrics: new Registry(), health };

  @Module({
    imports: [ResilientRedisModule.forRoot(options)],
    controllers: [NamesController],
    providers: [Names, NamesGateway],
  })
  class AppModule {}

  app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  http = httpClient(await app.getUrl());
  socket = await connectSocket(await app.getUrl(), { path: '/ws' });
});
afterAll(async () => {
  socket.close();
  await app.close();
  await redis.close();
});
beforeEach(() => until('normal', isNormal));
afterEach(() => {
  redis.thaw();
  app.get(RedisBreakers).control('read', 'reset');
});

const isNormal = () => app.get(RedisHealthService).isAvailable;
const refused = (message: RegExp) =>
  expect.objectContaining({ code: 'redis_unavailable', message: expect.stringMatching(message) });

/** Redis is lost after the guard has let the request through, or was never asked because its breaker is open. */
const losses: [string, () => unknown][] = [
  ['Redis freezes and the guard does not know yet', () => redis.freeze()],
  ['the breaker of reads is open', () => app.get(RedisBreakers).control('read', 'force-open')],
];

describe.each(losses)('a handler that declares its store closed, when %s', (_name, lose) => {
  it.each([
    ['closed', 'find-closed, names'],
    ['all-closed', 'find-all-closed, redis'],
  ])('is refused over HTTP and not served from memory (%s)', async (path, marks) => {
    lose();
    expect(isNormal()).toBe(true);
    const answer = await http.get(`/names/${path}/1`);
    expect([answer.status, answer.json]).toEqual([503, refused(/^find-(all-)?closed /)]);
    expect(answer.headers['retry-after']).toBe('5');
    for (const mark of marks.split(', ')) expect(answer.headers['x-degraded']).toContain(mark);
  });

  it('is refused over WebSocket', async () => {
    lose();
    expect(await socket.emitAck('closed', '1')).toEqual({ ok: false, error: refused(/^ws.find-closed /) });
  });

  it('leaves those alone that declared the store to fall back, also beside another that is closed', async () => {
    lose();
    expect((await http.get('/names/guarded/1')).json).toEqual({ name: 'from memory' });
    expect((await http.get('/names/open/1')).json).toEqual({ name: 'from memory' });
    expect(await socket.emitAck('open', '1')).toMatchObject({
      ok: true,
      name: 'from memory',
      mode: 'degraded',
    });
    await expect(app.get(Names).find('1')).resolves.toBe('from memory');
  });
});

it('a write that its record has taken is kept for Redis also within a handler that is closed', async () => {
  redis.freeze();
  expect((await http.request('POST', '/names/recorded/7')).status).toBe(201);
  expect(app.get(Names).kept).toEqual(['7']);
});
