import { type Type } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DatabaseHealth, newId, openService } from '@secureconnect/platform';
import { RedisHealthService } from '@secureconnect/resilience';
import {
  type HttpClient,
  httpClient,
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { service } from './service';
import { TokenSigner } from './token-signer.contract';

type People<N extends number, Found extends string[] = []> = Found['length'] extends N
  ? Found
  : People<N, [...Found, string]>;

/** One instance of chat, as production makes it. */
export class ChatInstance {
  constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    private readonly signer: TokenSigner,
  ) {}

  get<T>(type: abstract new (...parts: never[]) => T): T {
    return this.app.get(type as Type<T>, { strict: false });
  }

  /** Asks as this person. */
  as(userId: string): HttpClient {
    const authorization = `Bearer ${this.signer.tokenOf(userId)}`;
    return httpClient(this.url, { headers: { authorization } });
  }

  /** Its database and, where there is one, its Redis are there. */
  whole(): Promise<boolean> {
    const isThere = () => this.get(DatabaseHealth).ready && this.get(RedisHealthService).isAvailable;
    return until('an instance to be whole', isThere, { timeout: 30_000 });
  }
}

/** A real PostgreSQL, a real Redis, an auth whose tokens are good, and two instances of chat. */
export class ChatScene {
  readonly signer = new TokenSigner();
  readonly instances: ChatInstance[] = [];

  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
  ) {}

  /** `settings`: of PostgreSQL. */
  static async start(
    count = 2,
    env: Record<string, string> = {},
    settings: Record<string, string> = {},
  ): Promise<ChatScene> {
    const servers = await Promise.all([startPostgres({ settings }), startRedis()]);
    const scene = new ChatScene(...servers);
    await scene.signer.start();
    for (let each = 0; each < count; each += 1) await scene.open(env);
    return scene;
  }

  /** One more instance. */
  async open(env: Record<string, string> = {}): Promise<ChatInstance> {
    const app = await openService(service, this.environment(env));
    const instance = new ChatInstance(app, await app.getUrl(), this.signer);
    this.instances.push(instance);
    await instance.whole();
    return instance;
  }

  /** The instance at a place; the first unless said. */
  at(place = 0): ChatInstance {
    const found = this.instances.at(place);
    if (!found) throw new Error(`There is no instance ${place}`);
    return found;
  }

  /** Asks as this person, the first instance unless said. */
  as(userId: string, place = 0): HttpClient {
    return this.at(place).as(userId);
  }

  /** Ids of a few people who have accounts. */
  people<N extends number>(count: N): People<N> {
    return this.crowd(count) as People<N>;
  }

  /** Ids of many people who have accounts. */
  crowd(count: number): string[] {
    return Array.from({ length: count }, newId);
  }

  /** Asks PostgreSQL past the service; tables are `chat.…`. */
  rows<Row extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.postgres.sql<Row>(text, values);
  }

  async close(): Promise<void> {
    await Promise.all(this.instances.map(({ app }) => app.close()));
    await this.signer.close();
    await Promise.all([this.postgres.close(), this.redis.close()]);
  }

  private environment(env: Record<string, string>): Record<string, string> {
    const servers = {
      DATABASE_URL: this.postgres.url,
      REDIS_URL: this.redis.url,
      AUTH_URL: this.signer.url,
    };
    return { PORT: '0', LOG_LEVEL: 'silent', MIGRATE_ON_START: 'true', ...servers, ...env };
  }
}
