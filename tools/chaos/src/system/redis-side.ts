import { startCluster, startRedis, startSentinel } from '@secureconnect/testing';
import { type RedisForm, type RedisSide } from './storm-system';

/** Starts the servers that are Redis. */
export async function startRedisSide(form: RedisForm): Promise<RedisSide> {
  if (form === 'standalone') return { form, servers: [await startRedis()] };
  if (form === 'sentinel') {
    const group = await startSentinel();
    return { form, servers: group.servers, group };
  }
  const cluster = await startCluster();
  return { form, servers: cluster.nodes, cluster };
}

/** Ends them, those that are frozen too. */
export async function closeRedisSide({ group, cluster, servers }: RedisSide): Promise<void> {
  if (group) return group.close();
  if (cluster) return cluster.close();
  await Promise.all(servers.map((server) => server.close()));
}
