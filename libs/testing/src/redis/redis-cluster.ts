import { until } from '../process/until';
import type { RedisServer } from './redis-server';
import type { Reply } from './resp';

/** A Redis Cluster; its nodes are ordinary servers to kill, freeze and bring back. */
export class RedisCluster {
  constructor(readonly nodes: readonly RedisServer[]) {}

  /** Where clients may start. */
  get addresses(): { host: string; port: number }[] {
    return this.nodes.map(({ host, port }) => ({ host, port }));
  }

  /** The node that takes writes for a key now. */
  async nodeOf(key: string): Promise<RedisServer> {
    const [master] = await this.serversOf(key);
    if (!master) throw new Error(`No node serves the slot of ${key}`);
    return master;
  }

  /** The nodes that copy a key's master now. */
  async replicasOf(key: string): Promise<RedisServer[]> {
    return (await this.serversOf(key)).slice(1);
  }

  /** A key whose slot is on the node. */
  async keyOn(node: RedisServer): Promise<string> {
    for (let index = 0; ; index++) {
      if ((await this.nodeOf(`key:${index}`)) === node) return `key:${index}`;
    }
  }

  /** Resolves when every running node says that all slots are served. */
  async ok(): Promise<void> {
    for (const node of this.nodes.filter(({ running }) => running)) {
      const isOk = async () => String(await node.command('CLUSTER', 'INFO')).includes('cluster_state:ok');
      await until('the cluster to be ok', isOk, { timeout: 30_000, every: 50 });
    }
  }

  /** Ends all nodes. */
  async close(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.close()));
  }

  /** Master first, then its replicas, as the first node that answers sees them. */
  private async serversOf(key: string): Promise<RedisServer[]> {
    for (const node of this.nodes.filter(({ running }) => running)) {
      const ranges = await node.command('CLUSTER', 'SLOTS').catch(() => undefined); // Frozen: ask the next.
      if (!Array.isArray(ranges)) continue;
      const slot = Number(await node.command('CLUSTER', 'KEYSLOT', key));
      const [, , ...members] =
        (ranges as Range[]).find(([first, last]) => first <= slot && slot <= last) ?? [];
      return members.flatMap(([, port]) => this.nodes.find((each) => each.port === port) ?? []);
    }
    throw new Error('No node of the cluster answers');
  }
}

type Range = [first: number, last: number, ...members: Reply[][]];
