import {
  Controller,
  Get,
  Injectable,
  type INestApplication,
  Module,
  NotFoundException,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { type RedisServer } from '@secureconnect/testing';
import { RedisHealthService } from '../health/redis-health.service';
import { RedisProbe } from '../health/redis-probe.port';
import { bareSighting, type RedisSighting } from '../health/redis-sighting';
import { FailClosed } from './fail-closed.decorator';
import { FailOpen } from './fail-open.decorator';
import { Fallback } from './fallback.decorator';
import { RedisFree } from './redis-free.decorator';
import { ResilienceModule } from './resilience.module';
import { type ResilienceOptions } from './resilience.options';

/** Takes the place of Redis, and of nothing else: what it says can be told from what Redis says. */
@Injectable()
export class MemoryNotes {
  async read(name: string): Promise<string> {
    return `${name} from memory`;
  }
}

/** Talks to a real Redis without a deadline, a breaker or an opinion of its own: all there is are declarations. */
@Injectable()
export class Notes {
  static redis: RedisServer;
  asked = 0;

  @FailClosed('notes.keep', 'notes')
  keep(name: string, text: string): Promise<unknown> {
    return this.ask('SET', name, text);
  }

  @FailOpen('notes.count', 'counts', { returns: (name: string) => `${name}: unknown` })
  async count(name: string): Promise<string> {
    return `${name}: ${String(await this.ask('STRLEN', name))}`;
  }

  @Fallback('notes.read', 'notes', {
    provider: MemoryNotes,
    tiers: ['redis', 'memory'],
    guarantee: 'may be old',
  })
  async read(name: string): Promise<string> {
    return `${String(await this.ask('GET', name))} from redis`;
  }

  @FailOpen('notes.misuse', 'notes', { returns: null })
  misuse(name: string): Promise<unknown> {
    return this.ask('LPUSH', name, 'x');
  }

  /** Says nothing of how it fails. */
  peek(name: string): Promise<unknown> {
    return this.ask('GET', name);
  }

  private ask(...command: string[]): Promise<unknown> {
    this.asked += 1;
    return Notes.redis.command(...(command as [string]));
  }
}

@Fallback('things', 'notes')
@Controller('things')
class ThingsController {
  constructor(private readonly notes: Notes) {}

  @Get('read')
  read() {
    return this.notes.read('n');
  }

  @FailClosed('keep-thing', 'notes')
  @Get('keep')
  async keep() {
    return { kept: await this.notes.keep('n', 'text') };
  }

  @FailOpen('count-things', 'counts')
  @FailClosed('count-things', 'revocations')
  @Get('mixed')
  mixed() {
    return this.notes.count('n');
  }

  @Get('count')
  @FailOpen('count', 'counts')
  count() {
    return this.notes.count('n');
  }

  @FailOpen('missing-thing', 'counts')
  @Get('missing')
  async missing() {
    await this.notes.count('n');
    throw new NotFoundException();
  }

  @FailClosed('misuse', 'notes')
  @Get('misuse')
  misuse() {
    return this.notes.misuse('n');
  }

  @FailClosed('peek-thing', 'notes')
  @Get('peek')
  async peek() {
    return { peeked: await this.notes.peek('n') };
  }

  @RedisFree('about')
  @Get('about')
  about() {
    return { about: 'things' };
  }
}

@WebSocketGateway({ path: '/ws' })
class ThingsGateway {
  constructor(private readonly notes: Notes) {}

  @FailClosed('ws.keep', 'notes')
  @SubscribeMessage('keep')
  async keep(@MessageBody() text: string) {
    return { ok: true, kept: await this.notes.keep('n', text) };
  }

  @Fallback('ws.read', 'notes')
  @SubscribeMessage('read')
  async read() {
    return { ok: true, text: await this.notes.read('n') };
  }

  @RedisFree('ws.about')
  @SubscribeMessage('about')
  about() {
    return { ok: true };
  }
}

class CommandProbe extends RedisProbe {
  async probe(): Promise<RedisSighting> {
    await Notes.redis.command('SET', 'probe', Date.now());
    return bareSighting;
  }

  async glance(): Promise<null> {
    return null;
  }

  beginFilling(): Promise<RedisSighting> {
    return this.probe();
  }

  async mark(): Promise<boolean> {
    return true;
  }

  onLost(): void {
    // No connection outlives a probe.
  }

  close(): void {
    // Each command has a connection of its own, which it closes.
  }
}

/** How soon an outage is known: at the next probe, or, with a long interval, only by those who meet it. */
export const watchRedis = async (intervalMs: number): Promise<RedisHealthService> => {
  const health = new RedisHealthService(new CommandProbe(), { intervalMs, degradedIntervalMs: 20 });
  await health.start();
  return health;
};

/** An application of somebody else: ours is one import of the library, on Fastify with Socket.IO. */
export async function startDemo(
  health: RedisHealthService,
  options: ResilienceOptions = {},
): Promise<{ app: INestApplication; url: string }> {
  @Module({
    imports: [ResilienceModule.forRoot({ health, methodDeadlineMs: 250, ...options })],
    controllers: [ThingsController],
    providers: [Notes, MemoryNotes, ThingsGateway],
  })
  class DemoModule {}
  const app = await NestFactory.create<NestFastifyApplication>(DemoModule, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl() };
}
