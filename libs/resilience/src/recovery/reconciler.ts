import { Subject } from 'rxjs';
import { type ReconcilableStore } from './reconcilable-store.port';
import { defaultReconcilerOptions, type ReconcilerOptions } from './reconciler.options';
import { type RecoveryOutcome, type RecoveryProgress } from './recovery-progress';
import { type Rehydration, type RehydrateScope } from './rehydration';
import { StoreRecovery } from './store-recovery';

/** One run of recovery. */
export interface RecoveryRequest {
  /** Aborts when Redis is away again. */
  readonly signal: AbortSignal;
  /** What is merged in of the record first; nothing unless said. */
  readonly rehydrate?: Rehydration;
  /** For 'recent': the last moment, in ms since the epoch, of which the data in Redis surely knows; now unless said. */
  readonly knownUntil?: number | undefined;
  /** Its turn was waited for already. */
  readonly atOnce?: boolean;
}

/** Brings Redis up to what was kept while it was away. Whether Redis may be served from is not its decision. */
export class Reconciler {
  private readonly options: ReconcilerOptions;
  private readonly changes = new Subject<RecoveryProgress>();
  private readonly latest = new Map<string, RecoveryProgress>();
  private running: Promise<RecoveryOutcome> | undefined;

  /** Each step of each store, as it happens. */
  readonly progress$ = this.changes.asObservable();

  constructor(
    private readonly stores: readonly ReconcilableStore[],
    options: Partial<ReconcilerOptions> = {},
  ) {
    this.options = { ...defaultReconcilerOptions, ...options };
  }

  /** How far the present run is, or how far the last one came, by store. */
  get progress(): readonly RecoveryProgress[] {
    return [...this.latest.values()];
  }

  /** Kept writes that wait, over all stores. */
  get remaining(): number {
    return this.stores.reduce((sum, store) => sum + store.pending.size, 0);
  }

  /** Reconciles all stores; never rejects. While a run goes on, asking again throws: its signal would be ignored. */
  run(request: RecoveryRequest): Promise<RecoveryOutcome> {
    if (this.running) throw new Error('recovery is running already');
    this.latest.clear();
    this.running = this.recover(request).finally(() => (this.running = undefined));
    return this.running;
  }

  /** Waits for a random part of the start delay, so that many instances do not come back as one. */
  async turn(signal: AbortSignal): Promise<void> {
    const { random, maxStartDelayMs, sleep } = this.options;
    await sleep(random() * maxStartDelayMs, signal);
  }

  private async recover(request: RecoveryRequest): Promise<RecoveryOutcome> {
    const { signal, atOnce = false } = request;
    const { now } = this.options;
    const startedAt = now();
    const recoveries = this.stores.map((store) => new StoreRecovery(store, this.options, this.report));
    const end = (state: RecoveryOutcome['state'], failure?: unknown): RecoveryOutcome => {
      const reconciled = recoveries.reduce((sum, recovery) => sum + recovery.reconciled, 0);
      return { state, reconciled, remaining: this.remaining, durationMs: now() - startedAt, failure };
    };
    try {
      signal.throwIfAborted();
      if (!atOnce) await this.turn(signal);
      const scope = this.scopeOf(request);
      await this.each(recoveries, (recovery) => recovery.run(scope, signal));
      return end('complete');
    } catch (error) {
      return end(signal.aborted ? 'aborted' : 'failed', error);
    }
  }

  private scopeOf({ rehydrate = 'nothing', knownUntil }: RecoveryRequest): RehydrateScope | undefined {
    if (rehydrate === 'nothing') return undefined;
    if (rehydrate === 'everything') return {};
    const now = this.options.now();
    return { since: Math.min(now, knownUntil ?? now) - this.options.replayWindowMs };
  }

  /** A few at a time. One that fails does not keep the others from being reconciled; its error comes last. */
  private async each(
    recoveries: readonly StoreRecovery[],
    work: (one: StoreRecovery) => Promise<void>,
  ): Promise<void> {
    const waiting = [...recoveries];
    const failures: unknown[] = [];
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        await work(next).catch((error: unknown) => failures.push(error));
      }
    };
    await Promise.all(Array.from({ length: this.options.parallelStores }, worker));
    if (failures.length > 0) throw failures[0];
  }

  private readonly report = (progress: RecoveryProgress): void => {
    this.latest.set(progress.store, progress);
    this.changes.next(progress);
  };
}
