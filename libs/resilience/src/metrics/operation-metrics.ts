import { allTallies } from '../policy/operation-tally';
import { type MetricSet } from './metric-set';

/** Shows how often each declared operation was asked for, and how often it was refused; all are there from the boot on. */
export function showOperations(metrics: MetricSet): void {
  metrics.counted(
    {
      name: 'redis_declared_calls_total',
      help: 'Calls of each declared operation, those that were refused included',
      labels: ['operation'],
    },
    (counter) => {
      for (const { operation, calls } of allTallies()) counter.inc({ operation }, calls);
    },
  );
  metrics.counted(
    {
      name: 'redis_declared_refusals_total',
      help: 'Calls of each declared operation that were refused because Redis was not available',
      labels: ['operation'],
    },
    (counter) => {
      for (const { operation, refusals } of allTallies()) counter.inc({ operation }, refusals);
    },
  );
}
