import { abortable } from '../recovery/abortable';
import { type FailoverCall, type FailoverWrite, type TieredWork } from './failover-call';
import { type FailoverObserver, type FallbackCause } from './failover-observer';
import { type PostgresTier } from './postgres-tier';
import { SingleFlight } from './single-flight';
import { type TierName } from './tier';

/** What the tiers below Redis are served with. */
export interface LowerTiersOptions {
  /** One for all stores: PostgreSQL is one server. */
  readonly postgres: PostgresTier;
  /** Which errors of PostgreSQL mean that it is away; any other is a bug. */
  readonly isPostgresOutage: (error: unknown) => boolean;
  /** False: there are no other tiers. */
  readonly fallbackEnabled: boolean;
  readonly observer?: FailoverObserver | undefined;
}

/** The tiers of one store that serve while Redis does not: PostgreSQL, protected, then memory. */
export class LowerTiers {
  private readonly flights = new Map<string, SingleFlight>();

  constructor(
    private readonly store: string,
    private readonly options: LowerTiersOptions,
    private readonly onServed: (tier: TierName) => void,
  ) {}

  /** The outcome of the next tier; undefined where there is none. */
  serve<T>(operation: string, work: TieredWork<T>, because: FallbackCause): Promise<T> | undefined {
    if (!this.options.fallbackEnabled) return undefined;
    if (work.isRecorded) return this.fromRecord(work, because);
    if (work.postgres) return this.fromPostgres(operation, work, work.postgres, because);
    return work.memory && this.fromMemory(work, work.memory, because);
  }

  /** Who reads from now on sees what this work wrote: no query from before it is joined. */
  written(work: TieredWork<unknown>): void {
    if (this.flights.size === 0) return; // First: every call that Redis answers comes by.
    const { key } = work;
    if (key === undefined || (work as Partial<FailoverCall<unknown>>).kind === 'read') return;
    for (const flights of this.flights.values()) flights.forget(key);
  }

  /** Memory served without being asked here. */
  servedAtOnce(because: FallbackCause): void {
    this.onServed('memory');
    this.options.observer?.fellBack(this.store, 'memory', 0, because);
  }

  private async fromRecord<T>(work: TieredWork<T>, because: FallbackCause): Promise<T> {
    this.served('postgres', performance.now(), work, because);
    return undefined as T;
  }

  private async fromPostgres<T>(
    operation: string,
    work: TieredWork<T>,
    query: () => Promise<T>,
    because: FallbackCause,
  ): Promise<T> {
    const startedAt = performance.now();
    try {
      const value = await this.query(operation, work as FailoverCall<T>, query);
      this.served('postgres', startedAt, work, because);
      return value;
    } catch (error) {
      if (!work.memory || !this.options.isPostgresOutage(error)) throw error;
      return this.fromMemory(work, work.memory, because);
    }
  }

  private async fromMemory<T>(
    work: TieredWork<T>,
    recall: () => T | Promise<T>,
    because: FallbackCause,
  ): Promise<T> {
    const startedAt = performance.now();
    const recalled = recall();
    const value = isPromise(recalled) ? await recalled : recalled;
    this.served('memory', startedAt, work, because);
    return value;
  }

  private query<T>(operation: string, call: FailoverCall<T>, query: () => Promise<T>): Promise<T> {
    const { key, kind, signal } = call;
    const run = (): Promise<T> => this.options.postgres.run(operation, query);
    if (key === undefined || kind !== 'read') return signal ? abortable(signal, run) : run();
    let flights = this.flights.get(operation);
    if (flights === undefined) this.flights.set(operation, (flights = new SingleFlight()));
    return flights.share(key, run, signal);
  }

  private served<T>(tier: TierName, startedAt: number, work: TieredWork<T>, because: FallbackCause): void {
    this.written(work);
    (work as FailoverWrite<T>).keep?.();
    this.onServed(tier);
    this.options.observer?.fellBack(this.store, tier, performance.now() - startedAt, because);
  }
}

const isPromise = <T>(value: T | Promise<T>): value is Promise<T> =>
  typeof value === 'object' && value !== null && typeof (value as Promise<T>).then === 'function';
