import { DurationTally, type MetricSet } from '@secureconnect/resilience';
import { type CacheStats } from '../layers/cache-stats';
import { type CacheTally } from '../layers/load/cache-tally';
import { layerCounters as counters, layerGauges as gauges } from './layer-metric-list';
import { showListed } from './show-listed';

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The metrics of all caches of several layers that one application has. */
export class LayerMetrics {
  private readonly shown = new Map<string, () => CacheStats>();
  private readonly durations: DurationTally;

  constructor(metrics: MetricSet) {
    showListed(metrics, { counters, gauges }, this.shown);
    const name = 'cache_load_duration_seconds';
    const help = 'How long loaders took, by cache and outcome';
    const declare = (registers: never[]) =>
      new DurationTally({ name, help, registers }, ['cache', 'outcome'], seconds);
    this.durations = metrics.take(name, (registers) => declare(registers as never[]));
  }

  show(name: string, stats: () => CacheStats, tally: Pick<CacheTally, 'onLoad'>): void {
    this.shown.set(name, stats);
    tally.onLoad = (outcome, durationMs) => this.durations.tally(name, outcome, durationMs / 1_000);
  }
}
