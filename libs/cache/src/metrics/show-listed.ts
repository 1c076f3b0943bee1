import { type MetricSet } from '@secureconnect/resilience';
import { type ListedMetric } from './listed-metric';

/** Shows listed metrics of each cache there is, and of those that come later. */
export function showListed<Told>(
  metrics: MetricSet,
  { counters, gauges }: Readonly<Record<'counters' | 'gauges', readonly ListedMetric<Told>[]>>,
  shown: ReadonlyMap<string, () => Told>,
): void {
  const each = (read: ListedMetric<Told>['read'], tell: Tell): void => {
    for (const [cache, told] of shown)
      for (const [value, labels] of read(told())) tell({ cache, ...labels }, value);
  };
  for (const { name, help, labels, read } of counters)
    metrics.counted<string>({ name, help, labels: ['cache', ...labels] }, (counter) =>
      each(read, (all, value) => counter.inc(all, value)),
    );
  for (const { name, help, labels, read } of gauges) {
    const declared = { name, help, labels: ['cache', ...labels] };
    metrics.gauge<string>({
      ...declared,
      read: (gauge) => each(read, (all, value) => gauge.set(all, value)),
    });
  }
}

type Tell = (labels: Record<string, string>, value: number) => void;
