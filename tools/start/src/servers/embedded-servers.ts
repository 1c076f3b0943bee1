import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ensureRedisInstalled,
  freePort,
  startPostgres,
  startRedis,
  type PostgresServer,
  type RedisServer,
} from '@secureconnect/testing';
import { preferPort } from '../ports';
import { type Secrets } from '../secrets';
import { StartError } from '../start.error';
import { type StateFolder } from '../state-folder';
import { postgresSentence } from './data-server-failure';
import {
  type KeeperNotice,
  type MissingServer,
  type RunningServer,
  type ServerName,
} from './keeper-protocol';

const ports = { postgres: 54329, redis: 63799 };
const database = 'secureconnect';
// Both together, and the services before them, must be gone within the ten seconds a Ctrl-C may take.
const patience = 1_500;

type Server = PostgresServer | RedisServer;

/** The PostgreSQL and the Redis of one state folder: started once, watched, stopped. */
export class EmbeddedServers {
  private postgres: Promise<PostgresServer> | undefined;
  private redis: Promise<RedisServer | MissingServer> | undefined;
  private readonly isNew = { postgres: false, redis: false };
  private stopped = false;

  constructor(
    private readonly folder: StateFolder,
    private readonly secrets: Secrets,
    private readonly tell: (notice: KeeperNotice) => void,
  ) {}

  /** Starts what does not run yet. */
  async ensure(want: Readonly<Record<ServerName, boolean>>): Promise<KeeperNotice> {
    if (want.postgres) this.postgres ??= this.startPostgres();
    if (want.redis) this.redis ??= this.startRedis();
    const [postgres, redis] = await Promise.all([this.postgres, this.redis]);
    return {
      tell: 'ready',
      ...(postgres && { postgres: this.describe('postgres', postgres) }),
      ...(redis && { redis: 'reason' in redis ? redis : this.describe('redis', redis) }),
    };
  }

  /** Starts again one that has died, on its old port. */
  async revive(name: ServerName): Promise<KeeperNotice> {
    const server = await (name === 'postgres' ? this.postgres : this.redis);
    if (!server || 'reason' in server) throw new StartError(`There is no ${name} here to start again.`);
    if (!server.running) {
      await server.start();
      this.watch(name, server);
    }
    const notice = { tell: 'started', server: name, pid: server.pid } as const;
    this.tell(notice);
    return notice;
  }

  /** Stops Redis, then PostgreSQL; kills what has not stopped in time. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const starting of [this.redis, this.postgres]) {
      const server = await starting?.catch(() => undefined); // It never ran.
      if (!server || 'reason' in server) continue;
      const stopping = server.stop().then(() => true);
      if (!(await Promise.race([stopping, sleep(patience, false)]))) await server.kill();
    }
  }

  private describe(name: ServerName, { port, pid }: Server): RunningServer {
    return { port, pid, isNew: this.isNew[name] };
  }

  private async startPostgres(): Promise<PostgresServer> {
    const dir = this.folder.postgres;
    this.isNew.postgres = !existsSync(join(dir, 'PG_VERSION'));
    const options = { dir, password: this.secrets.postgres, database, settings: { max_connections: '200' } };
    try {
      const server = await startPostgres({ ...options, port: await preferPort(ports.postgres) });
      this.watch('postgres', server);
      return server;
    } catch (error) {
      throw new StartError(postgresSentence(this.folder, error), { cause: error });
    }
  }

  private async startRedis(): Promise<RedisServer | MissingServer> {
    const dir = this.folder.redis;
    this.isNew.redis = !existsSync(dir);
    const port = await preferPort(ports.redis);
    const installation = await ensureRedisInstalled();
    if ('reason' in installation) return { port, reason: installation.reason };
    try {
      const server = await startRedis({ dir, port, password: this.secrets.redis, persistent: true });
      this.watch('redis', server);
      return server;
    } catch (error) {
      return { port: await freePort(), reason: (error as Error).message };
    }
  }

  private watch(name: ServerName, server: Server): void {
    const { pid } = server;
    const timer = setInterval(() => {
      if (server.running) return;
      clearInterval(timer);
      if (!this.stopped) this.tell({ tell: 'ended', server: name, pid });
    }, 200);
    timer.unref();
  }
}
