import { type RedisServer } from '@secureconnect/testing';
import { type StormSystem } from '../system/storm-system';

/** The server a fault strikes: the one there is, the master of now, or the node of a cluster that the target names; or its master. */
export async function redisStruck(
  { redis }: StormSystem,
  target: string,
  who: 'node' | 'master',
): Promise<RedisServer> {
  if (redis.group) return redis.group.master();
  const number = redis.cluster ? Number(target.replace('redis-', '')) : 0;
  const server = redis.servers[number];
  if (!server) throw new Error(`There is no server ${JSON.stringify(target)} of Redis.`);
  return who === 'master' ? masterOf(server, redis.servers) : server;
}

async function masterOf(node: RedisServer, all: readonly RedisServer[]): Promise<RedisServer> {
  const info = String(await node.command('INFO', 'replication'));
  const port = /master_port:(\d+)/.exec(info)?.[1];
  return all.find((each) => String(each.port) === port) ?? node;
}

/** Resolves when what replicates is in step again, and every slot is served. */
export async function redisWell({ redis }: StormSystem): Promise<void> {
  for (const server of redis.servers) if (!server.running) await server.start();
  await redis.group?.inStep();
  await redis.cluster?.ok();
}
