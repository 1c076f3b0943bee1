import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Client, type ClientOptions, createClient } from '@secureconnect/client';
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

const run = promisify(execFile);
const workspaceRoot = join(__dirname, '..', '..', '..');
const patience = { timeout: 90_000 };
const nowhere = 'http://127.0.0.1:1';
/** That of the examples. */
const password = 'a sentence nobody guesses';
const links = 'what links are signed with in tests alone';

/** Somebody with a client of her own. */
export interface Guest {
  readonly id: string;
  readonly client: Client;
}

/** The whole system but video: two instances of storage on one folder, behind one gateway. */
export class StorageScene {
  private readonly folder = temporaryFolder('storage-scene');
  private readonly services: ServiceProcess[] = [];
  private readonly clients: Client[] = [];
  private behind: NodeJS.ProcessEnv = {};
  private front: ServiceProcess | undefined;
  readonly storages: ServiceProcess[] = [];

  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    private readonly ofStorage: NodeJS.ProcessEnv,
  ) {}

  /** `ofStorage`: added to the environment of both instances. */
  static async start(ofStorage: NodeJS.ProcessEnv = {}): Promise<StorageScene> {
    const scene = new StorageScene(...(await Promise.all([startPostgres(), startRedis()])), ofStorage);
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
    return this.front?.url ?? nowhere;
  }

  /** Where chat is, which clients never ask. */
  get chatUrl(): string {
    return this.behind['CHAT_URL'] ?? nowhere;
  }

  /** What all have written of late. */
  logs(): string {
    return this.services.map((each) => each.log()).join('\n');
  }

  /** Registers somebody and signs her in. */
  async guest(username: string, options: Partial<ClientOptions> = {}): Promise<Guest> {
    const email = `${username}@example.com`;
    const client = this.clientOf(options);
    await client.auth.register({ email, username, password });
    const { id } = await client.auth.login({ email, password });
    return { id, client };
  }

  /** Registers somebody for a client that is not ours; gives her access token. */
  async signIn(username: string): Promise<{ id: string; token: string }> {
    const { id } = await this.guest(username);
    const body = JSON.stringify({ email: `${username}@example.com`, password });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${this.url}/v1/auth/login`, { method: 'POST', headers, body });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return { id, token };
  }

  /** A client that nobody is signed in with, unless its store says so. */
  clientOf(options: Partial<ClientOptions> = {}): Client {
    const client = createClient({ baseUrl: this.url, longestPauseMs: 500, ...options });
    this.clients.push(client);
    return client;
  }

  /** One instance dies without a word to anybody, and is there again at its old address. */
  async killAndRevive(at: number): Promise<void> {
    const killed = this.storages[at] as ServiceProcess;
    killed.signal('SIGKILL');
    await killed.waitForExit();
    this.storages[at] = await this.spawnStorage(killed.port);
    await this.storages[at]?.ready(patience);
  }

  /** Resolves when both instances of storage are in this mode. */
  async mode(wanted: 'normal' | 'degraded'): Promise<void> {
    const modeOf = async ({ url }: ServiceProcess) =>
      ((await (await fetch(`${url}/health`)).json()) as { mode: string }).mode;
    const all = async () => (await Promise.all(this.storages.map(modeOf))).every((mode) => mode === wanted);
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
    await this.migrate();
    this.storages.push(await this.spawnStorage(), await this.spawnStorage());
    const STORAGE_URL = this.storages.map(({ url }) => url).join(',');
    this.front = await this.spawn('gateway', { ...this.behind, VIDEO_URL: nowhere, STORAGE_URL });
    await Promise.all(this.services.map((service) => service.ready(patience)));
  }

  /** Storage runs as in production, so its schema is brought up to date before it starts. */
  private async migrate(): Promise<void> {
    const env = { ...process.env, NODE_ENV: 'production', DATABASE_URL: this.postgres.url };
    const program = [join(workspaceRoot, 'dist/apps/storage/main.js'), 'migrate'];
    await run(process.execPath, program, { env });
  }

  private spawnStorage(port?: number): Promise<ServiceProcess> {
    const own = {
      ...this.behind,
      STORAGE_DIR: `${this.folder}/files`,
      STORAGE_SECRET: links,
      NODE_ENV: 'production',
    };
    return this.spawn('storage', { ...own, ...this.ofStorage }, port);
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
