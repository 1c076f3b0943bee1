import { join } from 'node:path';
import { freePort, removeFolder, startPostgres, temporaryFolder, until } from '@secureconnect/testing';
import { SharedSettings } from './instance-environment';
import { migrateAll } from './migrate-all';
import { closeRedisSide, startRedisSide } from './redis-side';
import { makeShared, RunningInstance } from './running-instance';
import {
  type Instance,
  type InstanceMode,
  type StormSystem,
  type SystemOptions,
  type WayCut,
} from './storm-system';
import { askedBy, asks, shapeOf, stormServices } from './system-shape';
import { Ways } from './ways';

const normalWithinMs = 120_000;
const connections = '300';

/** Two instances of each service, as they are built, on servers of their own. */
export class StartedSystem implements StormSystem {
  readonly shape;
  readonly form;
  readonly mailFolder;
  readonly operatorToken;
  instances: readonly RunningInstance[] = [];
  doors: readonly [string, string] = ['', ''];

  private constructor(
    private readonly folder: string,
    private readonly shared: SharedSettings,
    readonly postgres: StormSystem['postgres'],
    readonly redis: StormSystem['redis'],
    private readonly network: Ways,
    private readonly added: NodeJS.ProcessEnv,
  ) {
    this.form = redis.form;
    this.shape = shapeOf(redis.form);
    this.mailFolder = shared.mailFolder;
    this.operatorToken = shared.operatorToken;
  }

  static async start({ form, env = {} }: SystemOptions): Promise<StartedSystem> {
    const folder = temporaryFolder('storm');
    const postgres = startPostgres({ settings: { max_connections: connections } });
    const servers = await Promise.all([postgres, startRedisSide(form)]);
    const system = new StartedSystem(folder, new SharedSettings(folder), ...servers, new Ways(), env);
    try {
      await system.open();
      return system;
    } catch (error) {
      await system.close();
      throw error;
    }
  }

  get ways(): readonly string[] {
    return this.shape.ways;
  }

  instance(name: string): RunningInstance {
    const found = this.instances.find((each) => each.name === name);
    if (!found) throw new Error(`There is no instance ${JSON.stringify(name)}.`);
    return found;
  }

  modes(): Promise<readonly InstanceMode[]> {
    return Promise.all(this.instances.map((instance) => instance.mode()));
  }

  async normal(timeoutMs = normalWithinMs): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    // One after the other: on a machine as busy as this one all are hardly ever well in the same moment.
    for (const instance of this.instances) {
      const isWell = async () => (await instance.mode()) === 'normal' && (await instance.isReady());
      const timeout = Math.max(0, deadline - Date.now());
      await until(`${instance.name} to be in normal mode`, isWell, { timeout, every: 100 });
    }
  }

  killAndRevive(
    { name }: Instance,
    awayMs: number,
    signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL',
  ): Promise<void> {
    return this.instance(name).revive(awayMs, signal);
  }

  cut(way: string, how: WayCut): () => Promise<void> {
    return this.network.cut(way, how);
  }

  loseAnswers(way: string): () => Promise<void> {
    return this.network.loseAnswers(way);
  }

  drop(way: string): void {
    this.network.drop(way);
  }

  delay(way: string, ms: number): () => Promise<void> {
    return this.network.delay(way, ms);
  }

  flap(way: string, ms: number): () => Promise<void> {
    return this.network.flap(way, ms);
  }

  async close(): Promise<void> {
    if (this.postgres.running) this.postgres.thaw();
    for (const server of this.redis.servers) server.thaw();
    await Promise.all(this.instances.map((instance) => instance.close()));
    await this.network.close();
    await Promise.all([this.postgres.close(), closeRedisSide(this.redis), removeFolder(this.folder)]);
  }

  private async open(): Promise<void> {
    makeShared(this.mailFolder, join(this.folder, 'files'));
    await migrateAll(stormServices, this.postgres, this.shared);
    const environments = new Map<string, NodeJS.ProcessEnv>();
    const made: RunningInstance[] = [];
    for (const service of stormServices)
      for (const number of [0, 1]) {
        const settings = () => environments.get(`${service}-${number}`) ?? {};
        made.push(new RunningInstance(service, number, await freePort(), settings));
      }
    this.instances = made;
    for (const instance of made) environments.set(instance.name, await this.environmentOf(instance));
    const [first, second] = await Promise.all([this.door(0), this.door(1)]);
    this.doors = [first, second];
    await Promise.all(made.map((instance) => instance.start()));
    await this.normal();
  }

  private async door(number: number): Promise<string> {
    const { url } = this.instance(`gateway-${number}`);
    return bare((await this.network.open(`clients to gateway-${number}`, url)).through(url));
  }

  private async environmentOf(instance: RunningInstance): Promise<NodeJS.ProcessEnv> {
    const { service, number, name } = instance;
    const others: NodeJS.ProcessEnv = {};
    for (const asked of asks[service]) {
      const urls = askedBy(service, number, asked).map(async (other) => {
        const { url } = this.instance(other);
        return bare((await this.network.open(`${name} to ${other}`, url)).through(url));
      });
      others[`${asked.toUpperCase()}_URL`] = (await Promise.all(urls)).join(',');
    }
    return {
      ...this.shared.environment(service),
      ...(await this.databaseOf(instance)),
      ...(await this.redisOf(instance)),
      ...others,
      ...this.added,
    };
  }

  /** As its own role, which may use its schema and not change it. */
  private async databaseOf({ service, name }: RunningInstance): Promise<NodeJS.ProcessEnv> {
    const url = new URL(this.postgres.url);
    const proxy = await this.network.open(`${name} to postgres`, { port: this.postgres.port });
    url.username = `secureconnect_${service}`;
    url.password = this.shared.rolePassword;
    url.host = `${proxy.host}:${proxy.port}`;
    return { DATABASE_URL: url.href, MIGRATE_ON_START: 'false' };
  }

  private async redisOf({ name }: RunningInstance): Promise<NodeJS.ProcessEnv> {
    const { group, cluster, servers } = this.redis;
    const ports = [...(group?.addresses ?? []), ...servers].map(({ port }) => port);
    if (group || cluster) {
      const names = await this.network.openToGroup(`${name} to redis`, ports);
      const listed = (group ?? cluster)?.addresses.map(({ port }) => `127.0.0.1:${names.get(String(port))}`);
      const asked = listed?.join(',');
      if (group) return { REDIS_URL: '', REDIS_SENTINELS: asked, REDIS_SENTINEL_NAME: group.name };
      return { REDIS_URL: '', REDIS_CLUSTER_ENABLED: 'true', REDIS_CLUSTER_NODES: asked };
    }
    const url = servers[0]?.url ?? '';
    return { REDIS_URL: (await this.network.open(`${name} to redis`, url)).through(url) };
  }
}

/** Without the slash that URLs end with. */
const bare = (url: string): string => url.replace(/\/$/, '');

/** Starts all of it; resolves when every instance is in normal mode. */
export const startSystem = (options: SystemOptions): Promise<StormSystem> => StartedSystem.start(options);
