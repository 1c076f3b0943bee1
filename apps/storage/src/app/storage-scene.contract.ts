import { type Type } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DatabaseHealth, newId, openService, ServiceTokens } from '@secureconnect/platform';
import { RedisHealthService } from '@secureconnect/resilience';
import {
  type PostgresServer,
  type RedisServer,
  removeFolder,
  type ServiceProcess,
  startPostgres,
  startRedis,
  startService,
  temporaryFolder,
  TokenIssuer,
  until,
} from '@secureconnect/testing';
import { service } from './service';
import { StandInChat } from './stand-in-chat.contract';
import {
  type BlobsOnDisk,
  blobsOnDisk,
  faultsOfStorage,
  folderSeen,
  type SeenStore,
} from './storage-audit.contract';
import { StorageClient } from './storage-client.contract';
import { LeftUploads } from './sweep/left-uploads';
import { SweepStorage } from './sweep/sweep-storage.use-case';

type People<N extends number, Found extends string[] = []> = Found['length'] extends N
  ? Found
  : People<N, [...Found, string]>;

/** So much time passes that whatever died is known to be dead, and what is doomed may go. */
const passTime = [
  "UPDATE storage.uploads SET created_at = created_at - interval '4 hours' WHERE state = 'open' AND way = 'direct'",
  "UPDATE storage.uploads SET written_until = now() - interval '1 second' WHERE written_until > now()",
  "UPDATE storage.doomed_blobs SET since = since - interval '1 hour'",
];

const fromSource = ['-C', '@secureconnect/source', '-r', '@secureconnect/testing/from-source'];

/** One instance of storage, in this process. */
export class StorageInstance {
  constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
  ) {}

  get<T>(type: abstract new (...parts: never[]) => T): T {
    return this.app.get(type as Type<T>, { strict: false });
  }

  /** Its database and its Redis are there, and chat can tell that it is storage. */
  whole(isRedisThere = true): Promise<boolean> {
    const isThere = () =>
      this.get(DatabaseHealth).ready &&
      this.get(RedisHealthService).isAvailable === isRedisThere &&
      this.isKnown();
    return until('an instance to be whole', isThere, { timeout: 30_000 });
  }

  /** Whoever has just begun cannot ask chat yet. */
  private isKnown(): boolean {
    try {
      return this.get(ServiceTokens).sign('service+jwt', 'chat') !== '';
    } catch {
      return false; // Nobody could verify it so far.
    }
  }
}

/** A real PostgreSQL, a real Redis, an auth whose tokens are good, a chat that says what it is told, and instances of storage over one folder. */
export class StorageScene {
  readonly chat = new StandInChat();
  readonly folder = temporaryFolder('storage-scene');
  readonly instances: StorageInstance[] = [];
  /** Looked at with the folder. */
  readonly otherStores: SeenStore[] = [];
  private readonly processes: ServiceProcess[] = [];
  private readonly tokens = new Map<string, string>();

  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    readonly issuer: TokenIssuer,
    private readonly env: Record<string, string>,
  ) {}

  /** `env`: of every instance. */
  static async start(count = 1, env: Record<string, string> = {}): Promise<StorageScene> {
    const servers = await Promise.all([startPostgres(), startRedis(), TokenIssuer.start()]);
    const scene = new StorageScene(...servers, env);
    try {
      await scene.chat.start();
      for (let each = 0; each < count; each += 1) await scene.open();
      return scene;
    } catch (error) {
      await scene.close();
      throw error;
    }
  }

  /** One more instance. */
  async open(env: Record<string, string> = {}): Promise<StorageInstance> {
    const app = await openService(service, { ...this.environment, ...env });
    const instance = new StorageInstance(app, await app.getUrl());
    this.instances.push(instance); // From here on it is closed with the scene.
    await instance.whole();
    return instance;
  }

  /** One more instance as a process of its own, which can be killed; `port`: at the address of one that was. */
  async spawn(env: Record<string, string> = {}, port?: number): Promise<ServiceProcess> {
    const { PORT: _port, ...environment } = this.environment;
    const spawned = await startService('storage', {
      ...{ script: 'apps/storage/src/main.ts', nodeArgs: fromSource },
      ...(port !== undefined && { port }),
      env: { ...environment, LOG_LEVEL: 'warn', ...env },
    });
    this.processes.push(spawned);
    return spawned.ready({ timeout: 90_000 });
  }

  /** The instance at a place; the first unless said. */
  at(place = 0): StorageInstance {
    const found = this.instances.at(place);
    if (!found) throw new Error(`There is no instance ${place}`);
    return found;
  }

  /** Asks as this person: the first instance unless said, or whoever is at an address. */
  as(userId: string, where: number | string = 0): StorageClient {
    const url = typeof where === 'number' ? this.at(where).url : where;
    return new StorageClient(url, { authorization: `Bearer ${this.tokenOf(userId)}` }, true);
  }

  /** Her access token. */
  tokenOf(userId: string): string {
    const token = this.tokens.get(userId) ?? this.issuer.token({ sub: userId, sid: newId() });
    this.tokens.set(userId, token);
    return token;
  }

  /** Ids of a few people. */
  people<N extends number>(count: N): People<N> {
    return Array.from({ length: count }, newId) as People<N>;
  }

  /** Asks PostgreSQL past the service; tables are `storage.…`. */
  rows<Row extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.postgres.sql<Row>(text, values);
  }

  /** What lies in the folder. */
  blobs(): Promise<BlobsOnDisk> {
    return blobsOnDisk(this.folder);
  }

  /** She may keep so many bytes from now on. */
  async setQuota(userId: string, bytes: number): Promise<void> {
    const sql = `INSERT INTO storage.quotas (user_id, quota) VALUES ($1, $2)
      ON CONFLICT (user_id) DO UPDATE SET quota = excluded.quota`;
    await this.rows(sql, [userId, bytes]);
  }

  /** Time passes, and an instance sweeps; twice, for what the first dooms the second removes. Nobody may be writing. */
  async sweep(place = 0): Promise<void> {
    const left = this.at(place).get(LeftUploads);
    const { patienceMs } = left;
    left.patienceMs = 0;
    for (let round = 0; round < 2; round += 1) {
      for (const sql of passTime) await this.rows(sql);
      await this.at(place).get(SweepStorage).execute(AbortSignal.timeout(60_000));
    }
    left.patienceMs = patienceMs;
  }

  /** In what rows, blobs and quotas do not agree; nothing, if all is well. */
  faults(): Promise<string[]> {
    return faultsOfStorage((text) => this.rows(text), [folderSeen(this.folder), ...this.otherStores]);
  }

  /** Rows, blobs and quotas agree once it was swept. */
  async consistent(place = 0): Promise<void> {
    await this.sweep(place);
    expect(await this.faults()).toEqual([]);
  }

  async close(): Promise<void> {
    if (this.redis.running) this.redis.thaw();
    await Promise.all(this.instances.map(({ app }) => app.close()));
    await Promise.all(this.processes.map((each) => each.close()));
    await Promise.all([this.issuer.close(), this.chat.close()]);
    await Promise.all([this.postgres.close(), this.redis.close()]);
    await removeFolder(this.folder);
  }

  /** What instances are told of the world. */
  get environment(): Record<string, string> {
    const servers = {
      ...{ DATABASE_URL: this.postgres.url, REDIS_URL: this.redis.url },
      ...{ AUTH_URL: this.issuer.url, CHAT_URL: this.chat.url, STORAGE_DIR: this.folder },
    };
    return { PORT: '0', LOG_LEVEL: 'silent', MIGRATE_ON_START: 'true', ...servers, ...this.env };
  }
}
