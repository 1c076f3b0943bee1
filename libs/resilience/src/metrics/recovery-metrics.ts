import { type RedisHealthService } from '../health/redis-health.service';
import { type IdentityChange, identityMeanings } from '../identity/identity-change';
import { type Reconciler } from '../recovery/reconciler';
import { type RecoveryProgress } from '../recovery/recovery-progress';
import { type MetricSet } from './metric-set';

/** The kept writes of one store; KeptStore is one. */
export interface ShownWrites {
  readonly name: string;
  readonly unsettled: number;
  readonly counts: { readonly dropped: number };
}

const outcomes = ['complete', 'aborted', 'failed'] as const;
const seconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Shows how recoveries end and what was noticed about the server. */
export function showRecoveries(metrics: MetricSet, { recovery }: RedisHealthService): void {
  const ended = metrics.counter(
    {
      name: 'redis_recoveries_total',
      help: 'Attempts to bring Redis up to date, by how they ended',
      labels: ['outcome'],
    },
    outcomes.map((outcome) => ({ outcome })),
  );
  const duration = metrics.histogram(
    { name: 'redis_recovery_duration_seconds', help: 'How long attempts to bring Redis up to date took' },
    seconds,
  );
  const changes = metrics.counter(
    {
      name: 'redis_identity_changes_total',
      help: 'What was noticed about the server itself, by what it was',
      labels: ['change'],
    },
    (Object.keys(identityMeanings) as IdentityChange[]).map((change) => ({ change })),
  );
  recovery?.ends$.subscribe(({ state, durationMs }) => {
    ended.inc({ outcome: state });
    duration.observe(durationMs / 1_000);
  });
  recovery?.changes$.subscribe((change) => changes.inc({ change }));
}

/** Shows how far each store is, and counts what was brought to Redis. */
export function showProgress(metrics: MetricSet, reconciler: Reconciler): void {
  const reconciled = metrics.counter({
    name: 'redis_reconciled_entries_total',
    help: 'Kept writes that were brought to Redis, by store',
    labels: ['store'],
  });
  const seen = new Map<string, RecoveryProgress>();
  reconciler.progress$.subscribe((progress) => {
    const last = seen.get(progress.store);
    // Every run counts from 0 again, and says so first.
    const before = last && last.done <= progress.done ? last.done : 0;
    seen.set(progress.store, progress);
    reconciled.inc({ store: progress.store }, progress.done - before);
  });
  metrics.gauge({
    name: 'redis_recovery_progress',
    help: 'How far the present recovery of each store is, or how far the last one came, from 0 to 1',
    labels: ['store'],
    read: (gauge) => {
      for (const { store, done, total } of reconciler.progress)
        gauge.set({ store }, total === 0 ? 1 : done / total);
    },
  });
}

/** Shows what waits for Redis, and counts what found no room. */
export function showKept(metrics: MetricSet, kept: { readonly stores: readonly ShownWrites[] }): void {
  metrics.gauge({
    name: 'redis_pending_entries',
    help: 'Writes that wait to be brought to Redis, by store',
    labels: ['store'],
    read: (gauge) => kept.stores.forEach(({ name: store, unsettled }) => gauge.set({ store }, unsettled)),
  });
  metrics.counted(
    {
      name: 'redis_dropped_entries_total',
      help: 'Kept writes that were let go for want of room, the record having them, by store',
      labels: ['store'],
    },
    (counter) => kept.stores.forEach(({ name: store, counts }) => counter.inc({ store }, counts.dropped)),
  );
}
