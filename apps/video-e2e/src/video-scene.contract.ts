import { type Client, createClient } from '@secureconnect/client';
import {
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

const patience = { timeout: 90_000 };
const nowhere = 'http://127.0.0.1:1';
const password = 'a pass phrase that nobody has';

/** How many people have a socket there. */
const peopleAt = async ({ url }: ServiceProcess): Promise<number> => {
  const { components } = (await (await fetch(`${url}/health`)).json()) as {
    components: { delivery: { people: number } };
  };
  return components.delivery.people;
};

/** By which of the two instances a socket goes: `home` is where the gateway before both has everybody from here. */
export type Place = 'home' | 'away';

/** Somebody with a client of her own, who hears of calls. */
export interface Guest {
  readonly id: string;
  readonly client: Client;
}

/** The whole system but storage: two instances of video behind one gateway, and one of them behind another. */
export class VideoScene {
  private readonly folder = temporaryFolder('video-scene');
  private readonly services: ServiceProcess[] = [];
  private readonly clients: Client[] = [];
  private readonly gateways = { home: nowhere, away: nowhere };
  private behind: NodeJS.ProcessEnv = {};
  private videos: Record<Place, ServiceProcess> | undefined;
  private finders = 0;

  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    private readonly ofVideo: NodeJS.ProcessEnv,
  ) {}

  /** `ofVideo`: added to the environment of both instances. */
  static async start(ofVideo: NodeJS.ProcessEnv = {}): Promise<VideoScene> {
    const scene = new VideoScene(...(await Promise.all([startPostgres(), startRedis()])), ofVideo);
    try {
      await scene.open();
      return scene;
    } catch (error) {
      await scene.close();
      throw error;
    }
  }

  /** Where the gateway before both is. */
  get url(): string {
    return this.gateways.home;
  }

  video(at: Place): ServiceProcess {
    return (this.videos as Record<Place, ServiceProcess>)[at];
  }

  /** Registers somebody, and signs her in as many times as she has devices. */
  async guest(username: string, at: Place = 'home', devices = 1): Promise<[Guest, ...Guest[]]> {
    const email = `${username}@example.com`;
    const baseUrl = this.gateways[at];
    const made = Array.from({ length: devices }, () => createClient({ baseUrl, longestPauseMs: 500 }));
    this.clients.push(...made);
    await made[0]?.auth.register({ email, username, password });
    const arrive = async (client: Client): Promise<Guest> => {
      const { id } = await client.auth.login({ email, password });
      await client.calls.connect();
      return { id, client };
    };
    return (await Promise.all(made.map(arrive))) as [Guest, ...Guest[]];
  }

  /** An instance dies, without a word to anybody. */
  async kill(at: Place): Promise<void> {
    this.video(at).signal('SIGKILL');
    await this.video(at).waitForExit();
  }

  /** The instance is there again, at its old address, and its gateway sends people to it again. */
  async revive(at: Place): Promise<void> {
    const revived = await this.spawnVideo(this.video(at).port);
    await revived.ready(patience);
    this.videos = { ...(this.videos as Record<Place, ServiceProcess>), [at]: revived };
    const arrived = async () => {
      this.finders += 1;
      const [finder] = await this.guest(`finder-${this.finders}`, at);
      const isThere = (await peopleAt(revived)) > 0;
      await finder.client.close();
      return isThere;
    };
    await until(`somebody to arrive ${at} again`, arrived, { ...patience, every: 250 });
  }

  /** Resolves when both instances of video are in this mode. */
  async mode(wanted: 'normal' | 'degraded'): Promise<void> {
    const modeOf = async ({ url }: ServiceProcess) =>
      ((await (await fetch(`${url}/health`)).json()) as { mode: string }).mode;
    const all = async () =>
      (await Promise.all([this.video('home'), this.video('away')].map(modeOf))).every(
        (mode) => mode === wanted,
      );
    await until(`${wanted} mode`, all, patience);
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    if (this.redis.running) this.redis.thaw();
    await Promise.all(this.services.map((service) => service.close()));
    await Promise.all([this.postgres.close(), this.redis.close()]);
    await removeFolder(this.folder);
  }

  private async open(): Promise<void> {
    const auth = await this.spawn('auth', {});
    const chat = await this.spawn('chat', { AUTH_URL: auth.url });
    this.behind = { AUTH_URL: auth.url, CHAT_URL: chat.url };
    const [one, other] = [await this.spawnVideo(), await this.spawnVideo()];
    const front = await this.gatewayBefore([one, other]);
    await Promise.all(this.services.map((service) => service.ready(patience)));
    this.gateways.home = front.url;
    await this.guest('finder');
    this.videos = (await peopleAt(one)) > 0 ? { home: one, away: other } : { home: other, away: one };
    const side = await this.gatewayBefore([this.videos.away]);
    this.gateways.away = (await side.ready(patience)).url;
  }

  private gatewayBefore(videos: readonly ServiceProcess[]): Promise<ServiceProcess> {
    const VIDEO_URL = videos.map(({ url }) => url).join(',');
    return this.spawn('gateway', { ...this.behind, VIDEO_URL, STORAGE_URL: nowhere });
  }

  private spawnVideo(port?: number): Promise<ServiceProcess> {
    return this.spawn('video', { ...this.behind, CALL_LEASE_SECONDS: '6', ...this.ofVideo }, port);
  }

  private async spawn(app: string, own: NodeJS.ProcessEnv, port?: number): Promise<ServiceProcess> {
    const service = await startService(app, {
      ...(port !== undefined && { port }),
      env: {
        ...{ DATABASE_URL: this.postgres.url, REDIS_URL: this.redis.url, NODE_ENV: 'development' },
        ...{ LOG_LEVEL: 'info', REDIS_HEALTH_CHECK_INTERVAL: '1', MAIL_OUTBOX_DIR: this.folder },
        ...{ SMTP_URL: '', PUBLIC_URL: 'https://secure.example', REQUIRE_VERIFIED_EMAIL: 'false', ...own },
      },
    });
    this.services.push(service);
    return service;
  }
}
