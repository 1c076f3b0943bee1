import { until } from '../process/until';
import type { RedisProcess } from './redis-process';
import type { RedisServer } from './redis-server';

/** Redis servers of which Sentinels choose the master. */
export class SentinelGroup {
  /** Under which the Sentinels know the master. */
  static readonly masterName = 'secureconnect';
  readonly name = SentinelGroup.masterName;
  private lagging: RedisServer[] = [];

  constructor(
    readonly servers: readonly RedisServer[],
    readonly sentinels: readonly RedisProcess[],
  ) {}

  /** Where clients ask for the master. */
  get addresses(): { host: string; port: number }[] {
    return this.sentinels.map(({ host, port }) => ({ host, port }));
  }

  /** The server the Sentinels call master now. */
  async master(): Promise<RedisServer> {
    const sentinel = this.sentinels.find(({ running }) => running);
    const reply = await sentinel?.command('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', this.name);
    const port = Array.isArray(reply) ? Number(reply[1]) : NaN;
    const server = this.servers.find((each) => each.port === port);
    if (!server) throw new Error(`No server of the group has the master's port ${port}`);
    return server;
  }

  /** All but the master. */
  async replicas(): Promise<RedisServer[]> {
    const master = await this.master();
    return this.servers.filter((server) => server !== master);
  }

  /** Replicas receive nothing more, so that what the master acknowledges from here on is on no other server. */
  async lag(): Promise<void> {
    const master = await this.master();
    this.lagging = await this.replicas();
    this.lagging.forEach((replica) => replica.freeze());
    // What is in the connections' buffers would still arrive after a thaw; new connections cannot come about.
    await master.command('CLIENT', 'KILL', 'TYPE', 'replica');
  }

  /** Kills the master, lets lagging replicas go on and resolves with the new master. */
  async killMaster(): Promise<RedisServer> {
    const old = await this.master();
    await old.kill();
    this.lagging.splice(0).forEach((replica) => replica.thaw());
    return this.masterOtherThan(old);
  }

  /** Has the Sentinels hand over to a replica while the master is well, and resolves with the new master. */
  async failover(): Promise<RedisServer> {
    const old = await this.master();
    await until('a Sentinel to take the order', async () => {
      return (await this.sentinels[0]?.command('SENTINEL', 'FAILOVER', this.name)) === 'OK';
    });
    return this.masterOtherThan(old);
  }

  /**
   * Resolves with the new master when all Sentinels agree on it, have finished with the old one and it takes
   * writes. One of them still busy would never learn of a further failover.
   */
  async masterOtherThan(old: RedisServer): Promise<RedisServer> {
    return until(
      'a new master',
      async () => {
        const master = await this.master();
        if (master === old) return undefined;
        for (const sentinel of this.sentinels.filter(({ running }) => running)) {
          const fact = await this.factsOf(sentinel);
          if (fact('port') !== String(master.port) || fact('flags') !== 'master') return undefined;
        }
        const role = await master.command('ROLE');
        return Array.isArray(role) && role[0] === 'master' ? master : undefined;
      },
      { timeout: 30_000, every: 50 },
    );
  }

  /** Resolves when every Sentinel knows all replicas and all other Sentinels. */
  async settled(): Promise<void> {
    for (const sentinel of this.sentinels) {
      await until('the Sentinels to know each other', async () => {
        const fact = await this.factsOf(sentinel);
        const others = fact('num-other-sentinels') === String(this.sentinels.length - 1);
        return others && fact('num-slaves') === String(this.servers.length - 1);
      });
    }
  }

  /** Resolves when all servers run and every one but the master copies it. */
  async inStep(): Promise<void> {
    const isCopying = async (server: RedisServer): Promise<boolean> => {
      const info = String(await server.command('INFO', 'replication'));
      return (
        info.includes('master_link_status:up') && info.includes(`master_port:${(await this.master()).port}`)
      );
    };
    const areCopying = async () => (await Promise.all((await this.replicas()).map(isCopying))).every(Boolean);
    await until('the replicas to be in step', areCopying, { timeout: 30_000, every: 50 });
  }

  /** Ends all of it. */
  async close(): Promise<void> {
    await Promise.all([...this.sentinels, ...this.servers].map((server) => server.close()));
  }

  private async factsOf(sentinel: RedisProcess): Promise<(name: string) => string | undefined> {
    const facts = (await sentinel.command('SENTINEL', 'MASTER', this.name)) as string[];
    return (name) => facts[facts.indexOf(name) + 1];
  }
}
