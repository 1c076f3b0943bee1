import { type RedisCluster, type RedisServer, startCluster, until } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { RedisGate } from '../gate/redis-gate';
import { LoopLag } from './loop-lag.contract';
import { brokenOf, deadlineMs, type Extent, type Findings, type Scenario } from './scenario.contract';
import { stamp, storm, tally, type Told } from './storm.contract';
import { promisesOf } from './storm-scenario.contract';

const atOnce = 250;

interface ClusterFault {
  readonly name: string;
  readonly did: string;
  readonly must: string;
  readonly shortForm?: string;
  /** Of the key's slot: its master first. */
  readonly victims: (servers: readonly RedisServer[]) => readonly RedisServer[];
  readonly on: (victim: RedisServer) => unknown;
}

const faults: readonly ClusterFault[] = [
  {
    name: 'cluster node stopped',
    did: 'one of three masters frozen',
    must: 'only its slots fail, until its replica serves them',
    shortForm: 'libs/redis/src/topology/cluster.spec.ts',
    victims: ([master]) => (master ? [master] : []),
    on: (node) => node.freeze(),
  },
  {
    name: 'cluster node killed',
    did: 'one of three masters killed',
    must: 'only its slots fail, until its replica serves them',
    shortForm: 'libs/redis/src/topology/cluster.spec.ts',
    victims: ([master]) => (master ? [master] : []),
    on: (node) => node.kill(),
  },
  {
    name: 'CLUSTERDOWN',
    did: 'a master and its replica killed: nobody serves its slots',
    must: 'every call fails within its deadline and says why',
    victims: (servers) => servers,
    on: (node) => node.kill(),
  },
];

async function restore(
  cluster: RedisCluster,
  gate: RedisGate,
  victims: readonly RedisServer[],
): Promise<void> {
  for (const victim of victims) {
    victim.thaw();
    if (!victim.running) await victim.start();
  }
  await cluster.ok();
  const keys = Array.from({ length: 50 }, (_, index) => `warm:${index}`);
  const all = () => Promise.all(keys.map((key) => gate.run(stamp, { key }, {})));
  await until('every slot to be served', all, { timeout: 30_000 });
}

async function storms(gate: RedisGate, { operations, progress }: Extent): Promise<(Told | null)[]> {
  const tolds: (Told | null)[] = [];
  for (let written = 0; written < operations; progress((written += atOnce))) {
    await sleep(20); // While they are away calls fail at once, and ten thousand are no time at all.
    const keys = Array.from({ length: atOnce }, (_, index) => `write:${written + index}`);
    tolds.push(...(await storm(gate, keys)));
  }
  return tolds;
}

async function run(fault: ClusterFault, extent: Extent): Promise<Findings> {
  const cluster = await startCluster();
  const gate = new RedisGate({
    cluster: cluster.addresses.slice(0, 2),
    commandTimeoutMs: deadlineMs,
    connectTimeoutMs: 1_000,
  });
  const patient = new RedisGate({
    cluster: cluster.addresses,
    commandTimeoutMs: 20_000,
    connectTimeoutMs: 1_000,
  });
  try {
    await restore(cluster, gate, []);
    const key = 'write:0';
    const master = await cluster.nodeOf(key);
    const victims = fault.victims([master, ...(await cluster.replicasOf(key))]);
    const lag = new LoopLag();
    for (const victim of victims) await fault.on(victim);
    const tolds = await storms(gate, extent);
    await restore(cluster, gate, victims);
    lag.stop();
    const ask = async (asked: string) =>
      (await patient.read('applied', (redis) => redis.call('LRANGE', asked, 0, -1))) as string[];
    await until('all nodes to answer', () => ask(key));
    const sum = await tally(tolds, lag, ask);
    const felt = { 'the fault was felt': sum.failed > 0 };
    return { ...sum, broken: brokenOf({ ...promisesOf(sum), ...felt }) };
  } finally {
    gate.close();
    patient.close();
    await cluster.close();
  }
}

/** A Cluster of three masters with a replica each, of which some are lost. */
export const clusterScenarios: readonly Scenario[] = faults.map((fault) => ({
  name: fault.name,
  did: fault.did,
  must: fault.must,
  ...(fault.shortForm && { shortForm: fault.shortForm }),
  run: (extent) => run(fault, extent),
}));
