import {
  freePort,
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
import { type FleetStatus } from '@secureconnect/contracts';
import { createHmac } from 'node:crypto';

/** Of whoever is on call in these tests. */
export const operatorToken = 'a-token-of-the-operator-of-these-tests';

const patience = { timeout: 90_000, every: 100 };
const page = { 'x-operator-page': '1', 'content-type': 'application/json' };

/** All services, two of chat, behind two gateways that know each other. */
export class OperatorScene {
  private readonly folder = temporaryFolder('operator-scene');
  readonly services: ServiceProcess[] = [];
  chats: ServiceProcess[] = [];
  gateways: ServiceProcess[] = [];

  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
  ) {}

  static async start(): Promise<OperatorScene> {
    const scene = new OperatorScene(...(await Promise.all([startPostgres(), startRedis()])));
    try {
      await scene.open();
      return scene;
    } catch (error) {
      await scene.close();
      throw error;
    }
  }

  url(at = 0): string {
    return (this.gateways[at] as ServiceProcess).url;
  }

  /** Asks a gateway as a browser would from its own page, or as told. */
  ask(method: string, path: string, { at = 0, headers = {}, body = undefined as unknown } = {}) {
    return fetch(`${this.url(at)}${path}`, {
      method,
      headers: { ...page, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** Signs in and gives the cookie, good at both gateways. */
  async signIn(name = 'Ann', headers: Record<string, string> = {}): Promise<string> {
    const answer = await this.ask('POST', '/operator/session', {
      headers,
      body: { name, token: operatorToken },
    });
    if (answer.status !== 200) throw new Error(await answer.text());
    return answer.headers.get('set-cookie') ?? '';
  }

  async status(cookie: string, at = 0): Promise<FleetStatus> {
    const answer = await this.ask('GET', '/operator/status', { at, headers: { cookie } });
    if (answer.status !== 200) throw new Error(await answer.text());
    return (await answer.json()) as FleetStatus;
  }

  /** Resolves with the first status of which this is so. */
  when(what: string, cookie: string, is: (status: FleetStatus) => boolean, at = 0): Promise<FleetStatus> {
    const look = async () => {
      const status = await this.status(cookie, at);
      if (is(status)) return status;
      throw new Error(JSON.stringify(status.problems));
    };
    return until(what, look, patience);
  }

  normal(cookie: string): Promise<FleetStatus> {
    return this.when('all to be normal', cookie, ({ is_normal: isNormal }) => isNormal);
  }

  /** A cookie as the gateways sign them. */
  signedCookie(name: string, until: number): string {
    const said = Buffer.from(JSON.stringify({ name, until })).toString('base64url');
    const key = createHmac('sha256', operatorToken).update('cookies of the operator page').digest();
    return `operator=${said}.${createHmac('sha256', key).update(said).digest('base64url')}`;
  }

  /** A gateway more, with settings of its own. */
  async gateway(own: NodeJS.ProcessEnv): Promise<ServiceProcess> {
    const behind = Object.fromEntries(this.upstreams);
    const gateway = await this.spawn('gateway', { ...behind, ...own });
    return gateway.ready(patience);
  }

  async close(): Promise<void> {
    for (const service of this.services) if (service.running) service.signal('SIGCONT');
    if (this.redis.running) this.redis.thaw();
    await Promise.all(this.services.map((service) => service.close()));
    await Promise.all([this.postgres.close(), this.redis.close(), removeFolder(this.folder)]);
  }

  private upstreams: [string, string][] = [];

  private async open(): Promise<void> {
    const auth = await this.spawn('auth', {});
    const behind = { AUTH_URL: auth.url };
    this.chats = [await this.spawn('chat', behind), await this.spawn('chat', behind)];
    const chats = this.chats.map(({ url }) => url);
    const known = { ...behind, CHAT_URL: chats[0] as string };
    const video = await this.spawn('video', known);
    const storage = await this.spawn('storage', known);
    this.upstreams = Object.entries({
      ...{ AUTH_URL: auth.url, CHAT_URL: chats.join(','), VIDEO_URL: video.url, STORAGE_URL: storage.url },
    });
    const ports = [await freePort(), await freePort()];
    const all = ports.map((port) => `http://127.0.0.1:${port}`).join(',');
    for (const port of ports)
      this.gateways.push(
        await this.spawn('gateway', { ...Object.fromEntries(this.upstreams), GATEWAY_URLS: all }, port),
      );
    await Promise.all(this.services.map((service) => service.ready(patience)));
  }

  private async spawn(app: string, own: NodeJS.ProcessEnv, port?: number): Promise<ServiceProcess> {
    const env = {
      ...{ DATABASE_URL: this.postgres.url, REDIS_URL: this.redis.url, REDIS_HEALTH_CHECK_INTERVAL: '1' },
      ...{ NODE_ENV: 'development', LOG_LEVEL: 'info', OPERATOR_TOKEN: operatorToken },
      ...{ TRUSTED_PROXIES: '127.0.0.1', CORS_ORIGINS: 'https://app.example' },
      ...{ MAIL_OUTBOX_DIR: this.folder, SMTP_URL: '', PUBLIC_URL: 'https://secure.example', ...own },
    };
    const service = await startService(app, { env, ...(port !== undefined && { port }) });
    this.services.push(service);
    return service;
  }
}
