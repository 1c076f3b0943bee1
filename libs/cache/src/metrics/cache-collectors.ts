import { type MetricSet } from '@secureconnect/resilience';
import { type CacheStats } from '../layers/cache-stats';
import { type CacheTally } from '../layers/load/cache-tally';
import { type ShownManager, showManagers } from './manager-metrics';
import { LayerMetrics } from './layer-metrics';

/**
 * What Prometheus is told of the caches of one application, each by the name its owner gave it. All of it is read from
 * their own counts when somebody asks; only loaders are timed.
 */
export class CacheCollectors {
  private readonly managers = new Map<string, () => ShownManager>();
  private layers: LayerMetrics | undefined;

  constructor(private readonly metrics: MetricSet) {}

  /** Shows a cache of several layers from now on. */
  show(name: string, stats: () => CacheStats, tally: Pick<CacheTally, 'onLoad'>): void {
    this.layers ??= new LayerMetrics(this.metrics);
    this.layers.show(name, stats, tally);
  }

  /** Shows a cache manager from now on. */
  showManager(name: string, read: () => ShownManager): void {
    if (this.managers.size === 0) showManagers(this.metrics, this.managers);
    this.managers.set(name, read);
  }
}
