import { type CacheStats } from '../layers/cache-stats';
import { type ListedMetric, type Reading } from './listed-metric';

type Listed = ListedMetric<CacheStats>;

const layer = (value: number, name: 'memory' | 'redis' | 'http'): Reading => [value, { layer: name }];

/** What grows. */
export const layerCounters: readonly Listed[] = [
  {
    name: 'cache_hits_total',
    help: 'Values found fresh enough to serve, by cache and layer',
    labels: ['layer'],
    read: ({ l1, l2 }) => [layer(l1.hits, 'memory'), layer(l2.hits, 'redis')],
  },
  {
    name: 'cache_misses_total',
    help: 'Values not found, by cache and layer; of http: requests it could have answered that reached the service',
    labels: ['layer'],
    read: ({ l1, l2, l3 }) => [
      layer(l1.misses, 'memory'),
      layer(l2.misses, 'redis'),
      layer(l3.misses, 'http'),
    ],
  },
  {
    name: 'cache_redis_unanswered_total',
    help: 'Times a cache looked in Redis and Redis was away',
    labels: [],
    read: ({ l2 }) => [[l2.unanswered]],
  },
  {
    name: 'cache_redis_unreadable_total',
    help: 'Texts in Redis that no entry could be made of, and that were taken for absent',
    labels: [],
    read: ({ l2 }) => [[l2.unreadable]],
  },
  {
    name: 'cache_redis_writes_total',
    help: 'Values handed to Redis',
    labels: [],
    read: ({ l2 }) => [[l2.sets]],
  },
  {
    name: 'cache_evictions_total',
    help: 'Entries that memory gave up for want of room',
    labels: [],
    read: ({ l1 }) => [[l1.evictions]],
  },
  {
    name: 'cache_loads_total',
    help: 'Loaders that ended, by how',
    labels: ['outcome'],
    read: ({ loads }) => [
      [loads.done, { outcome: 'done' }],
      [loads.failed, { outcome: 'failed' }],
    ],
  },
  {
    name: 'cache_joined_loads_total',
    help: 'Who waited for the loader of another, on this instance or on one elsewhere',
    labels: ['loader'],
    read: ({ loads }) => [
      [loads.joined, { loader: 'here' }],
      [loads.waitedForOther, { loader: 'elsewhere' }],
    ],
  },
  {
    name: 'cache_early_refreshes_total',
    help: 'Values loaded anew before their time was over',
    labels: [],
    read: ({ loads }) => [[loads.early]],
  },
  {
    name: 'cache_load_deadlines_missed_total',
    help: 'Who was told that a loader took too long',
    labels: [],
    read: ({ loads }) => [[loads.deadlinesMissed]],
  },
  {
    name: 'cache_stale_served_total',
    help: 'Values served after their time, while they were loaded anew or because their loader had failed',
    labels: ['reason'],
    read: ({ stale }) => [
      [stale.served - stale.graced, { reason: 'loading' }],
      [stale.graced, { reason: 'failed' }],
    ],
  },
  {
    name: 'cache_invalidations_total',
    help: 'Keys and tags that this instance invalidated',
    labels: [],
    read: ({ invalidations }) => [[invalidations]],
  },
  {
    name: 'cache_relayed_marks_total',
    help: 'Invalidations that went over the relay, Redis being away, by what became of them',
    labels: ['outcome'],
    read: ({ relay }) => [
      [relay.sent, { outcome: 'sent' }],
      [relay.failed, { outcome: 'failed' }],
      [relay.heard, { outcome: 'heard' }],
    ],
  },
  {
    name: 'cache_background_failures_total',
    help: 'Work that nobody waited for and that failed by no fault of Redis; the log says why',
    labels: [],
    read: ({ backgroundFailures }) => [[backgroundFailures]],
  },
  {
    name: 'cache_edge_purges_total',
    help: 'Purges of the HTTP cache, by how they ended; a failed one is made again',
    labels: ['outcome'],
    read: ({ l3 }) => [
      [l3.purges, { outcome: 'done' }],
      [l3.failures, { outcome: 'failed' }],
    ],
  },
];

/** What comes and goes. */
export const layerGauges: readonly Listed[] = [
  {
    name: 'cache_entries',
    help: 'Entries that a layer of this process holds',
    labels: ['layer'],
    read: ({ l1 }) => [layer(l1.entries, 'memory')],
  },
  {
    name: 'cache_bytes',
    help: 'Bytes that a layer of this process holds',
    labels: ['layer'],
    read: ({ l1 }) => [layer(l1.bytes, 'memory')],
  },
  {
    name: 'cache_loads_under_way',
    help: 'Keys that are being looked for or loaded',
    labels: [],
    read: ({ loads }) => [[loads.underWay]],
  },
  {
    name: 'cache_current',
    help: 'Whether all that other instances have invalidated is known here (1) or may not be (0)',
    labels: [],
    read: ({ isCurrent }) => [[Number(isCurrent)]],
  },
  {
    name: 'cache_relay_listening',
    help: 'Whether what others invalidate while Redis is away is heard over the relay (1) or not (0)',
    labels: [],
    read: ({ relay }) => [[Number(relay.isListening)]],
  },
  {
    name: 'cache_relay_waiting',
    help: 'Invalidations that neither the log nor the relay has yet',
    labels: [],
    read: ({ relay }) => [[relay.waiting]],
  },
  {
    name: 'cache_edge_purges_waiting',
    help: 'Tags that the HTTP cache has not been told of yet',
    labels: [],
    read: ({ l3 }) => [[l3.waiting]],
  },
];
