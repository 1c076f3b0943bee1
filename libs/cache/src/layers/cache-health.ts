import { type CacheLayers } from './cache-layers';

/** How a cache is; `degraded`: it serves, with less than all of its layers. */
export interface CacheHealth {
  readonly status: 'healthy' | 'degraded';
  readonly l1: { readonly entries: number; readonly bytes: number };
  readonly l2: { readonly available: boolean; readonly latencyMs: number };
  /** Nobody asks it: where it did not answer a purge, that purge waits. */
  readonly l3: { readonly configured: boolean; readonly waiting: number };
  /** Everything that others have invalidated is known here. */
  readonly isCurrent: boolean;
  /** What they invalidate while Redis is away would be heard at once. */
  readonly isRelayHeard: boolean;
}

/** Looks at the log of invalidations, as every read of a cache that is in doubt does. */
export async function healthOf({ feed, relay, memory, edge }: CacheLayers): Promise<CacheHealth> {
  const startedAt = performance.now();
  const available = await feed.confirm();
  const latencyMs = performance.now() - startedAt;
  const { waiting } = edge.stats;
  const { entries, bytes } = memory.stats;
  return {
    status: available && waiting === 0 ? 'healthy' : 'degraded',
    l1: { entries, bytes },
    l2: { available, latencyMs },
    l3: { configured: edge.isThere, waiting },
    isCurrent: feed.isCurrent,
    isRelayHeard: relay.stats.isListening,
  };
}
