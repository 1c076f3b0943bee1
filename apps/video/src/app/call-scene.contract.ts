import { type Type } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type ConversationType } from '@secureconnect/contracts';
import { newId, openService, type ServiceDefinition } from '@secureconnect/platform';
import { RedisHealthService } from '@secureconnect/resilience';
import {
  type HttpClient,
  httpClient,
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  TokenIssuer,
  until,
} from '@secureconnect/testing';
import { type CallChange } from './calls/call-change';
import { CallNews } from './calls/call-news.port';
import { service } from './service';
import { StandInChat } from './stand-in-chat.contract';

type People<N extends number, Found extends string[] = []> = Found['length'] extends N
  ? Found
  : People<N, [...Found, string]>;

/** One instance of video. */
export class VideoInstance {
  /** What it published, in that order. */
  readonly published: CallChange[] = [];

  constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    private readonly tokenOf: (userId: string, device: string) => string,
  ) {
    const news = this.get(CallNews);
    const publish = news.publish.bind(news);
    news.publish = (change) => {
      this.published.push(change);
      publish(change);
    };
  }

  /** The versions of a call that it published. */
  versionsOf(callId: string): readonly number[] {
    return this.published.filter(({ call }) => call.id === callId).map(({ call }) => call.version);
  }

  get<T>(type: abstract new (...parts: never[]) => T): T {
    return this.app.get(type as Type<T>, { strict: false });
  }

  /** Asks as this person, by a device of hers. */
  as(userId: string, device = 'phone'): HttpClient {
    const authorization = `Bearer ${this.tokenOf(userId, device)}`;
    return httpClient(this.url, { headers: { authorization } });
  }

  /** It takes traffic, and its Redis is there. */
  whole(): Promise<boolean> {
    const isReady = async () => (await httpClient(this.url).get('/health/ready')).status === 200;
    const isThere = async () => this.get(RedisHealthService).isAvailable && (await isReady());
    return until('an instance to be whole', isThere, { timeout: 30_000 });
  }
}

/** A real PostgreSQL, a real Redis, an auth whose tokens are good, a chat that says what it is told, and instances of video. */
export class CallScene {
  readonly chat = new StandInChat();
  readonly instances: VideoInstance[] = [];
  private readonly tokens = new Map<string, string>();

  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    private readonly issuer: TokenIssuer,
    private readonly env: Record<string, string>,
    private readonly definition: ServiceDefinition,
  ) {}

  /** `env`: of every instance. */
  static async start(
    count = 2,
    env: Record<string, string> = {},
    definition: ServiceDefinition = service,
  ): Promise<CallScene> {
    const servers = await Promise.all([startPostgres(), startRedis(), TokenIssuer.start()]);
    const scene = new CallScene(...servers, env, definition);
    await scene.chat.start();
    for (let each = 0; each < count; each += 1) await scene.open();
    return scene;
  }

  /** One more instance. */
  async open(env: Record<string, string> = {}): Promise<VideoInstance> {
    const app = await openService(this.definition, { ...this.environment, ...env });
    const tokenOf = (userId: string, device: string) => this.tokenOf(userId, device);
    const instance = new VideoInstance(app, await app.getUrl(), tokenOf);
    this.instances.push(instance);
    await instance.whole();
    // On a busy machine its first look for the keys of tokens may come to nothing; it looks again a second later.
    const anybody = instance.as(newId(), 'phone');
    const isAsked = async () => (await anybody.get('/v1/calls/active')).status !== 503;
    await until('tokens to be verified', isAsked, { timeout: 60_000 });
    return instance;
  }

  /** The instance at a place; the first unless said. */
  at(place = 0): VideoInstance {
    const found = this.instances.at(place);
    if (!found) throw new Error(`There is no instance ${place}`);
    return found;
  }

  /** Asks as this person, the first instance unless said, by a device of hers. */
  as(userId: string, place = 0, device = 'phone'): HttpClient {
    return this.at(place).as(userId, device);
  }

  /** Her access token; a device is a session. */
  tokenOf(userId: string, device = 'phone'): string {
    const key = `${userId} ${device}`;
    const token = this.tokens.get(key) ?? this.sessionToken(userId, newId());
    this.tokens.set(key, token);
    return token;
  }

  /** An access token of this session of hers. */
  sessionToken(userId: string, session: string): string {
    return this.issuer.token({ sub: userId, sid: session });
  }

  /** Ids of a few people. */
  people<N extends number>(count: N): People<N> {
    return Array.from({ length: count }, newId) as People<N>;
  }

  /** A conversation of these people, the first of a group its owner. */
  conversation(people: readonly string[], type: ConversationType = 'direct'): string {
    return this.chat.conversation(type, people);
  }

  /** Asks PostgreSQL past the service; tables are `video.…`. */
  rows<Row extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.postgres.sql<Row>(text, values);
  }

  async close(): Promise<void> {
    await Promise.all(this.instances.map(({ app }) => app.close()));
    await Promise.all([this.issuer.close(), this.chat.close()]);
    await Promise.all([this.postgres.close(), this.redis.close()]);
  }

  /** What instances are told of the world; also for who starts one as a process. */
  get environment(): Record<string, string> {
    const servers = {
      DATABASE_URL: this.postgres.url,
      REDIS_URL: this.redis.url,
      AUTH_URL: this.issuer.url,
      CHAT_URL: this.chat.url,
    };
    return { PORT: '0', LOG_LEVEL: 'silent', MIGRATE_ON_START: 'true', ...servers, ...this.env };
  }
}
