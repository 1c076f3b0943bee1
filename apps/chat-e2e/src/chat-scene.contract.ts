import { type LoginAnswer } from '@secureconnect/client';
import { type ConversationType } from '@secureconnect/contracts';
import {
  type FaultProxy,
  type HttpAnswer,
  httpClient,
  type PostgresServer,
  type RedisServer,
  removeFolder,
  type SentinelGroup,
  type ServiceProcess,
  startFaultProxy,
  startPostgres,
  startRedis,
  startService,
  temporaryFolder,
  until,
} from '@secureconnect/testing';
import { password, type Person, seedPeople, type Session } from './people.contract';

/** What a request bears besides its path. */
export interface Asked {
  readonly body?: unknown;
  readonly as?: Session;
  readonly headers?: Record<string, string>;
}

/** What a scene differs in. */
export interface SceneOptions {
  /** Sentinels say which Redis is the master; who started the group also ends it. */
  readonly group?: SentinelGroup;
  /** A gateway before both instances. */
  readonly hasGateway?: boolean;
  /** How each service reaches the record, where that is not by the straight way of its owner. */
  readonly database?: (postgres: PostgresServer) => Promise<(app: 'auth' | 'chat') => NodeJS.ProcessEnv>;
  /** Added to the environment of chat. */
  readonly env?: NodeJS.ProcessEnv;
}

const patience = { timeout: 60_000 };
let addresses = 0;

/** Two instances of chat, each with a way of its own to Redis, beside a real auth, on one PostgreSQL. */
export class ChatScene {
  private readonly folder = temporaryFolder('chat-scene');
  private readonly others: ServiceProcess[] = [];
  readonly chats: ServiceProcess[] = [];
  /** In the order of the instances; none where Sentinels say who is master. */
  readonly ways: FaultProxy[] = [];
  gateway: ServiceProcess | undefined;

  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    private readonly options: SceneOptions,
  ) {}

  static async start(options: SceneOptions = {}): Promise<ChatScene> {
    const redis = options.group ? options.group.master() : startRedis();
    const scene = new ChatScene(...(await Promise.all([startPostgres(), redis])), options);
    try {
      await scene.open();
      return scene;
    } catch (error) {
      await scene.close();
      throw error;
    }
  }

  /** Seeds so many people. */
  people(count: number): Promise<Person[]> {
    return seedPeople(this.postgres, count);
  }

  /** From an address that nobody has asked from before. */
  async signIn(person: Person): Promise<Session> {
    addresses += 1;
    const headers = { 'x-forwarded-for': `10.1.${addresses >> 8}.${addresses & 255}` };
    const body = { email: person.email, password };
    const { json } = await this.good(this.auth, 'POST', '/v1/auth/login', { body, headers });
    const answer = json as LoginAnswer;
    return { person, token: answer.access_token, answer };
  }

  /** Asks auth to end the session; once that is answered it is so everywhere. */
  signOut(session: Session): Promise<HttpAnswer> {
    return this.askOf(this.auth, 'POST', '/v1/auth/logout', { as: session });
  }

  /** Gives its id. */
  async conversation(as: Session, type: ConversationType, others: readonly Person[]): Promise<string> {
    const body = {
      type,
      member_ids: others.map(({ id }) => id),
      ...(type === 'group' && { title: 'A group' }),
    };
    const { json } = await this.good(this.chat(0), 'POST', '/v1/conversations', { as, body });
    return (json as { id: string }).id;
  }

  /** Asks an instance of chat, past the gateway. */
  ask(at: number, method: string, path: string, asked: Asked = {}): Promise<HttpAnswer> {
    return this.askOf(this.chat(at), method, path, asked);
  }

  askOf({ url }: ServiceProcess, method: string, path: string, asked: Asked): Promise<HttpAnswer> {
    const { body, as, headers } = asked;
    const bearer = as && { authorization: `Bearer ${as.token}` };
    return httpClient(url, { keepAlive: false }).request(method, path, {
      ...(body !== undefined && { body }),
      headers: { ...bearer, ...headers },
      deadline: 20_000,
    });
  }

  chat(at: number): ServiceProcess {
    return this.chats[at] as ServiceProcess;
  }

  get auth(): ServiceProcess {
    return this.others[0] as ServiceProcess;
  }

  /** Resolves when both instances are in normal mode; who has lost Redis often waits for that. */
  normal(): Promise<unknown> {
    return until(
      'normal mode',
      async () => (await this.modes()).every((mode) => mode === 'normal'),
      patience,
    );
  }

  /** In the order of the instances. */
  modes(): Promise<string[]> {
    const modeOf = async (chat: ServiceProcess) =>
      ((await this.askOf(chat, 'GET', '/health', {})).json as { mode: string }).mode;
    return Promise.all(this.chats.map(modeOf));
  }

  async close(): Promise<void> {
    await Promise.all([...this.chats, ...this.others].map((service) => service.close()));
    await Promise.all(this.ways.map((way) => way.close()));
    const redis = this.options.group ? undefined : this.redis.close();
    await Promise.all([this.postgres.close(), redis, removeFolder(this.folder)]);
  }

  private async open(): Promise<void> {
    const databaseOf = await this.options.database?.(this.postgres);
    const ofAuth = { ...this.environment, ...this.redisOf(undefined), ...databaseOf?.('auth') };
    this.others.push(await startService('auth', { env: ofAuth }));
    await this.auth.ready(patience);
    const env = { AUTH_URL: this.auth.url, ...databaseOf?.('chat'), ...this.options.env };
    for (const _ of [0, 1]) {
      if (!this.options.group) this.ways.push(await startFaultProxy({ target: this.redis.url }));
      const own = { ...this.environment, ...this.redisOf(this.ways.at(-1)), ...env };
      this.chats.push(await startService('chat', { env: own }));
    }
    await Promise.all(this.chats.map((chat) => chat.ready(patience)));
    if (this.options.hasGateway) await this.openGateway();
    await this.normal();
  }

  private async openGateway(): Promise<void> {
    const nowhere = 'http://127.0.0.1:1';
    const behind = { AUTH_URL: this.auth.url, CHAT_URL: this.chats.map(({ url }) => url).join(',') };
    const env = { ...this.environment, ...this.redisOf(undefined), ...behind };
    this.gateway = await startService('gateway', {
      env: { ...env, VIDEO_URL: nowhere, STORAGE_URL: nowhere },
    });
    this.others.push(this.gateway);
    await this.gateway.ready(patience);
  }

  private async good(
    service: ServiceProcess,
    method: string,
    path: string,
    asked: Asked,
  ): Promise<HttpAnswer> {
    const answer = await this.askOf(service, method, path, asked);
    if (answer.status >= 300)
      throw new Error(`${method} ${path} was answered ${answer.status}: ${answer.text}`);
    return answer;
  }

  private redisOf(way: FaultProxy | undefined): NodeJS.ProcessEnv {
    const { group } = this.options;
    if (!group) return { REDIS_URL: way ? way.through(this.redis.url) : this.redis.url };
    const sentinels = group.addresses.map(({ host, port }) => `${host}:${port}`).join(',');
    return { REDIS_SENTINELS: sentinels, REDIS_SENTINEL_NAME: group.name, REDIS_URL: '' };
  }

  private get environment(): NodeJS.ProcessEnv {
    return {
      ...{ DATABASE_URL: this.postgres.url, REDIS_HEALTH_CHECK_INTERVAL: '1', NODE_ENV: 'development' },
      ...{ LOG_LEVEL: 'info', TRUSTED_PROXIES: '127.0.0.1', PUBLIC_URL: 'https://secure.example' },
      ...{ MAIL_OUTBOX_DIR: this.folder, SMTP_URL: '', REQUIRE_VERIFIED_EMAIL: 'false' },
    };
  }
}
