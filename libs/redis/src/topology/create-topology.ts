import { type DeadlineWheel } from '@secureconnect/resilience';
import { type SettledRedisOptions } from '../options/redis.options';
import { ClusterTopology } from './cluster-topology';
import { locateMaster } from './locate-master';
import { type RedisTopology } from './redis-topology';
import { SingleServer } from './single-server';

/** The way to Redis that the options describe. */
export function createTopology(
  options: SettledRedisOptions,
  wheel: DeadlineWheel,
  onLost: () => void,
): RedisTopology {
  const { cluster, sentinel, host, port } = options;
  if (cluster)
    return new ClusterTopology({ options, wheel, onLost, locate: () => ({ host, port }) }, cluster);
  if (sentinel)
    return new SingleServer({ options, wheel, onLost, locate: () => locateMaster(sentinel, options) });
  return new SingleServer({ options, wheel, onLost, locate: () => ({ host, port }) });
}
