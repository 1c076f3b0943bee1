import { type FailoverObserver } from '../failover/failover-observer';
import { type RedisKind } from '../failover/redis-gatekeeper';
import { type TierName } from '../failover/tier';
import { DurationTally } from './duration-tally';
import { type MetricSet } from './metric-set';

/** One store that fails over. */
export interface ShownStore {
  readonly name: string;
  readonly tier: TierName;
  readonly tiers: readonly { readonly name: TierName }[];
}

const seconds = [0.00001, 0.0001, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Counts what other tiers served, and shows which one each store is served from. */
export class FailoverMetrics implements FailoverObserver {
  private readonly durations: DurationTally;
  private shown: () => readonly ShownStore[] = () => [];

  constructor(
    metrics: MetricSet,
    private readonly onMissed: (kind: RedisKind) => void,
  ) {
    const name = 'redis_fallback_duration_seconds';
    const help = 'How long other tiers took to serve in place of Redis, by store and tier';
    const declare = (registers: never[]) =>
      new DurationTally({ name, help, registers }, ['store', 'tier'], seconds);
    this.durations = metrics.take(name, (registers) => declare(registers as never[]));
    metrics.counted(
      {
        name: 'redis_fallback_hits_total',
        help: 'Calls that another tier served in place of Redis, by store and tier',
        labels: ['store', 'tier'],
      },
      (counter) => this.durations.counts.forEach(({ labels, count }) => counter.inc(labels, count)),
    );
    metrics.gauge({
      name: 'redis_store_tier',
      help: 'Which tier serves each store now (1) and which could (0)',
      labels: ['store', 'tier'],
      read: (gauge) => {
        for (const { name: store, tier: inUse, tiers } of this.shown())
          for (const { name: tier } of tiers) gauge.set({ store, tier }, Number(tier === inUse));
      },
    });
  }

  /** Shows the tier of all stores there are whenever somebody looks. */
  show(failover: { readonly stores: readonly ShownStore[] }): void {
    this.shown = () => failover.stores;
  }

  fellBack(store: string, tier: TierName, durationMs: number): void {
    this.durations.tally(store, tier, durationMs / 1_000);
  }

  missedDeadline(kind: RedisKind): void {
    this.onMissed(kind);
  }

  /** Nothing is counted: the gauge looks for itself. */
  tierChanged(): void {}
}
