import {
  type HttpAnswer,
  httpClient,
  type PostgresServer,
  type RedisServer,
  removeFolder,
  type ServiceProcess,
  startPostgres,
  startRedis,
  startService,
  temporaryFolder,
  until,
} from '@secureconnect/testing';
import { RecordingUpstream } from './recording-upstream.contract';

/** Of whoever runs the instances. */
export const operatorToken = 'a-token-of-the-operator-of-these-tests';

const password = 'a password that only these tests know';
const patience = { timeout: 60_000 };

/** What a scene differs in. */
export interface SceneOptions {
  /** One gateway for each. */
  readonly gateways: readonly NodeJS.ProcessEnv[];
  /** Chat has so many instances; video and storage have one. */
  readonly chats?: number;
}

/** Gateways before a real auth and recording services, on one PostgreSQL and one Redis. */
export class GatewayScene {
  private readonly folder = temporaryFolder('gateway-door');
  private people = 0;
  auth!: ServiceProcess;
  chats: RecordingUpstream[] = [];
  video!: RecordingUpstream;
  storage!: RecordingUpstream;
  gateways: ServiceProcess[] = [];

  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
  ) {}

  static async start(options: SceneOptions): Promise<GatewayScene> {
    const scene = new GatewayScene(...(await Promise.all([startPostgres(), startRedis()])));
    try {
      await scene.begin(options);
      return scene;
    } catch (error) {
      await scene.close();
      throw error;
    }
  }

  get chat(): RecordingUpstream {
    return this.chats[0] as RecordingUpstream;
  }

  /** The address of the first gateway, or of another. */
  url(at = 0): string {
    return (this.gateways[at] as ServiceProcess).url;
  }

  /** Registers somebody and begins a session, through a gateway; gives the token. */
  async signIn(at = 0): Promise<string> {
    this.people += 1;
    const username = `guest-${this.people}`;
    const email = `${username}@example.com`;
    await this.told(at, '/v1/auth/register', { email, username, password });
    const { json } = await this.told(at, '/v1/auth/login', { email, password });
    return (json as { access_token: string }).access_token;
  }

  /** Asks a gateway as whoever has the token. */
  get(
    path: string,
    token?: string,
    { at = 0, headers = {} as Record<string, string> } = {},
  ): Promise<HttpAnswer> {
    const bearer = token === undefined ? undefined : { authorization: `Bearer ${token}` };
    return this.client(at).get(path, { headers: { ...bearer, ...headers }, deadline: 20_000 });
  }

  logout(token: string, at = 0): Promise<HttpAnswer> {
    return this.client(at).post('/v1/auth/logout', undefined, {
      headers: { authorization: `Bearer ${token}` },
    });
  }

  /** Resolves when everybody is in normal mode; who has lost Redis often waits for that. */
  normal(): Promise<unknown> {
    return until(
      'normal mode',
      async () => (await this.modes()).every((mode) => mode === 'normal'),
      patience,
    );
  }

  /** Resolves when every gateway has noticed that Redis is away. */
  degraded(): Promise<unknown> {
    const areAll = async () => (await this.modes()).slice(1).every((mode) => mode === 'degraded');
    return until('degraded mode', areAll, patience);
  }

  async close(): Promise<void> {
    this.auth?.signal('SIGCONT');
    await Promise.all([...this.gateways, this.auth].map((service) => service?.close()));
    await Promise.all([...this.chats, this.video, this.storage].map((upstream) => upstream?.die()));
    await Promise.all([this.postgres.close(), this.redis.close(), removeFolder(this.folder)]);
  }

  private async begin({ gateways, chats = 1 }: SceneOptions): Promise<void> {
    this.auth = await startService('auth', { env: this.environment });
    this.chats = await Promise.all(Array.from({ length: chats }, () => RecordingUpstream.start('chat')));
    this.video = await RecordingUpstream.start('video');
    this.storage = await RecordingUpstream.start('storage');
    await this.auth.ready(patience);
    this.gateways = await Promise.all(gateways.map((env) => this.open(env)));
    await this.normal();
  }

  private modes(): Promise<string[]> {
    const modeOf = async ({ url }: ServiceProcess) =>
      (await httpClient(url).get('/health')).json.mode as string;
    return Promise.all([this.auth, ...this.gateways].map(modeOf));
  }

  private client(at: number) {
    return httpClient(this.url(at), { keepAlive: false });
  }

  private async told(at: number, path: string, body: unknown): Promise<HttpAnswer> {
    const answer = await this.client(at).post(path, body, { deadline: 20_000 });
    if (answer.status >= 300) throw new Error(`${path} was answered ${answer.status}: ${answer.text}`);
    return answer;
  }

  private async open(own: NodeJS.ProcessEnv): Promise<ServiceProcess> {
    const behind = {
      AUTH_URL: this.auth.url,
      CHAT_URL: this.chats.map(({ url }) => url).join(','),
      VIDEO_URL: this.video.url,
      STORAGE_URL: this.storage.url,
    };
    const gateway = await startService('gateway', { env: { ...this.environment, ...behind, ...own } });
    return gateway.ready(patience);
  }

  private get environment(): NodeJS.ProcessEnv {
    return {
      ...{ DATABASE_URL: this.postgres.url, REDIS_URL: this.redis.url, REDIS_HEALTH_CHECK_INTERVAL: '1' },
      ...{ NODE_ENV: 'development', LOG_LEVEL: 'info', OPERATOR_TOKEN: operatorToken, TRUSTED_PROXIES: '' },
      ...{ MAIL_OUTBOX_DIR: this.folder, SMTP_URL: '', REQUIRE_VERIFIED_EMAIL: 'false' },
      ...{ PUBLIC_URL: 'https://secure.example' },
    };
  }
}
