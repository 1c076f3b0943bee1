import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../process/free-port';
import { temporaryFolder } from '../process/temporary-folder';
import { until } from '../process/until';
import { findRedis } from './redis-installation';
import { RedisProcess } from './redis-process';
import type { RedisServer } from './redis-server';
import { SentinelGroup } from './sentinel-group';
import { startRedis } from './start-redis';

// By default a full sync waits 5 s for more replicas to come; a failover meanwhile would promote an empty one.
const replication = ['--repl-diskless-sync-delay', '0'];

/** A master with replicas, watched by Sentinels, all settled and knowing each other. */
export async function startSentinel({ replicas = 2, sentinels = 3 } = {}): Promise<SentinelGroup> {
  const master = await startRedis({ args: replication });
  const copies = await Promise.all(Array.from({ length: replicas }, () => startReplica(master)));
  const quorum = Math.floor(sentinels / 2) + 1;
  const watchers = await Promise.all(Array.from({ length: sentinels }, () => startWatcher(master, quorum)));
  const group = new SentinelGroup([master, ...copies], watchers);
  await group.settled();
  return group;
}

async function startReplica(master: RedisServer): Promise<RedisServer> {
  const replica = await startRedis({
    args: [...replication, '--replicaof', master.host, String(master.port)],
  });
  await until('the replica to be in step', async () =>
    String(await replica.command('INFO', 'replication')).includes('master_link_status:up'),
  );
  return replica;
}

async function startWatcher(master: RedisServer, quorum: number): Promise<RedisProcess> {
  const port = await freePort();
  const dir = temporaryFolder('sentinel');
  const file = join(dir, 'sentinel.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${dir}`,
    `sentinel monitor ${SentinelGroup.masterName} ${master.host} ${master.port} ${quorum}`,
    `sentinel down-after-milliseconds ${SentinelGroup.masterName} 500`,
    `sentinel failover-timeout ${SentinelGroup.masterName} 3000`,
  ];
  writeFileSync(file, lines.join('\n'));
  const args = [file, '--sentinel'];
  const setup = { command: findRedis(), dir, port, password: undefined, args, temporary: dir };
  const watcher = new RedisProcess(setup);
  await watcher.start();
  // A test need not wait for timers made for data centres. The ping period stays: what a Sentinel knows of a
  // replica counts as stale after five of them, and with a shorter one it finds nobody fit to be promoted.
  await watcher.command('SENTINEL', 'DEBUG', 'info-period', 200, 'publish-period', 200);
  return watcher;
}
