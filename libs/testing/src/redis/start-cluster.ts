import { freePort } from '../process/free-port';
import { until } from '../process/until';
import { RedisCluster } from './redis-cluster';
import type { RedisServer } from './redis-server';
import type { Reply } from './resp';
import { startRedis } from './start-redis';

const slots = 16_384;

type Member = { server: RedisServer; busPort: number };

/** A cluster whose nodes all know each other and serve every slot. */
export async function startCluster({ masters = 3, replicas = 3 } = {}): Promise<RedisCluster> {
  const members = await Promise.all(Array.from({ length: masters + replicas }, () => startMember()));
  const leaders = members.slice(0, masters);
  for (const [index, { server }] of leaders.entries()) {
    const first = Math.ceil((index * slots) / masters);
    const last = Math.ceil(((index + 1) * slots) / masters) - 1;
    await server.command('CLUSTER', 'ADDSLOTSRANGE', first, last);
    await server.command('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
  }
  const cluster = new RedisCluster(members.map(({ server }) => server));
  await introduce(members);
  await Promise.all(
    members.slice(masters).map(({ server }, index) => follow(server, leaders[index % masters])),
  );
  await Promise.all(members.map(({ server }) => namesReplicas(server, replicas)));
  await cluster.ok();
  return cluster;
}

async function startMember(): Promise<Member> {
  const busPort = await freePort();
  const args = [
    ...['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf'],
    ...['--cluster-node-timeout', '1000', '--cluster-port', String(busPort)],
    // A node names a replica to clients only once something was replicated to it, be it a ping.
    ...['--repl-ping-replica-period', '1'],
    // Without these a replica that was cut off for a while is not chosen for a long time.
    ...['--cluster-replica-validity-factor', '0', '--repl-diskless-sync-delay', '0'],
  ];
  return { server: await startRedis({ args }), busPort };
}

async function introduce(members: Member[]): Promise<void> {
  const [first, ...others] = members;
  for (const { server, busPort } of others) {
    await first?.server.command('CLUSTER', 'MEET', server.host, server.port, busPort);
  }
  for (const { server } of members) {
    await until('the nodes to know each other', async () => {
      const info = String(await server.command('CLUSTER', 'INFO'));
      return info.includes(`cluster_known_nodes:${members.length}`) && info.includes('cluster_state:ok');
    });
  }
}

async function follow(replica: RedisServer, leader: Member | undefined): Promise<void> {
  const id = String(await leader?.server.command('CLUSTER', 'MYID'));
  await replica.command('CLUSTER', 'REPLICATE', id);
  await until('the replica to be in step', async () =>
    String(await replica.command('INFO', 'replication')).includes('master_link_status:up'),
  );
}

async function namesReplicas(server: RedisServer, replicas: number): Promise<void> {
  await until('word of the replicas to go round', async () => {
    const ranges = (await server.command('CLUSTER', 'SLOTS')) as Reply[][];
    const members = new Set(ranges.flatMap((range) => range.slice(3)).map((copy) => String(copy)));
    return members.size === replicas;
  });
}
