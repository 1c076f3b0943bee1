import {
  defaultMultiLayerCacheOptions,
  type MultiLayerCacheModuleOptions,
  VarnishEdgeCache,
} from '@secureconnect/cache';
import { type PlatformValues } from '../config/platform.settings';
import { type DatabaseBroadcast } from '../database/broadcast/database-broadcast.service';
import { DatabaseInvalidationRelay } from './database-invalidation-relay.adapter';

/** One for all services, so that what one invalidates by tag is void in the others too; their sources have names. */
const { keyPrefix } = defaultMultiLayerCacheOptions;

/** The HTTP cache is told once more when no request from before can be under way, and not long after the first time. */
const settleMs = ({ REQUEST_TIMEOUT_MS }: PlatformValues): number[] => [1_500, REQUEST_TIMEOUT_MS + 1_000];

/** The cache of a service, as its environment says. */
export function cacheOptionsOf(
  values: PlatformValues,
  broadcast: DatabaseBroadcast,
): MultiLayerCacheModuleOptions {
  const urls = values.EDGE_CACHE_URLS;
  return {
    keyPrefix,
    defaultTTL: values.CACHE_DEFAULT_TTL,
    defaultGrace: values.CACHE_DEFAULT_GRACE,
    hardDeadlineMs: values.CACHE_LOADER_DEADLINE_MS,
    memory: { maxSize: values.CACHE_MEMORY_ENTRIES, maxMemory: values.CACHE_MEMORY_MIB * 1024 * 1024 },
    compression: { threshold: values.CACHE_COMPRESSION_THRESHOLD },
    relay: new DatabaseInvalidationRelay(broadcast, `${keyPrefix}invalidations`),
    edgeSettleMs: settleMs(values),
    ...(urls.length > 0 && { edge: new VarnishEdgeCache({ urls }) }),
  };
}
