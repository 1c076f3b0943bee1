import { type MetricSet } from '@secureconnect/resilience';
import { type CacheProvider } from '../manager/status/cache-health-status';
import { type SyncStats } from '../manager/sync/sync-stats';
import { type CacheMetrics } from '../memory/keyspace/cache-meter';
import { type ListedMetric } from './listed-metric';
import { showListed } from './show-listed';

/** What a cache manager tells of itself. */
export interface ShownManager {
  readonly provider: CacheProvider;
  readonly memory: CacheMetrics;
  readonly sync: SyncStats;
}

type Row = readonly [name: string, read: (manager: ShownManager) => number, help: string];

const providers: readonly CacheProvider[] = ['redis', 'memory'];
const listed = ([name, read, help]: Row): ListedMetric<ShownManager> => ({
  ...{ name, help, labels: [] },
  read: (manager) => [[read(manager)]],
});

const grows: readonly Row[] = [
  ['cache_manager_hits_total', ({ memory }) => memory.hits, 'Keys that memory found in place of Redis'],
  ['cache_manager_misses_total', ({ memory }) => memory.misses, 'Keys that it did not find'],
  [
    'cache_manager_sets_total',
    ({ memory }) => memory.sets,
    'Keys written to memory, beside Redis or without',
  ],
  ['cache_manager_deletes_total', ({ memory }) => memory.deletes, 'Keys deleted from memory'],
  ['cache_manager_evictions_total', ({ memory }) => memory.evictions, 'Keys given up for want of room'],
  ['cache_manager_synced_keys_total', ({ sync }) => sync.syncedKeys, 'Keys brought to Redis after an outage'],
  ['cache_manager_restored_keys_total', ({ sync }) => sync.restoredKeys, 'Lost keys that memory gave back'],
  ['cache_manager_conflicts_total', ({ sync }) => sync.conflicts, 'Changes that did not fit what Redis held'],
  ['cache_manager_dropped_keys_total', ({ sync }) => sync.droppedKeys, 'Changes there was no room to keep'],
  ['cache_manager_failed_batches_total', ({ sync }) => sync.failedBatches, 'Batches that are tried again'],
];

const changes: readonly Row[] = [
  ['cache_manager_entries', ({ memory }) => memory.itemCount, 'Keys that memory holds'],
  ['cache_manager_bytes', ({ memory }) => memory.memoryUsage, 'Bytes that memory holds'],
  ['cache_manager_pending_keys', ({ sync }) => sync.pendingKeys, 'Keys that wait to be brought to Redis'],
];

const provider: ListedMetric<ShownManager> = {
  name: 'cache_manager_provider',
  help: 'Where the next call is served from (1) and where not (0)',
  labels: ['provider'],
  read: ({ provider: current }) => providers.map((each) => [Number(each === current), { provider: each }]),
};

/** Shows all cache managers there are, and those that come later. */
export function showManagers(metrics: MetricSet, shown: ReadonlyMap<string, () => ShownManager>): void {
  const gauges = [provider, ...changes.map(listed)];
  showListed(metrics, { counters: grows.map(listed), gauges }, shown);
}
