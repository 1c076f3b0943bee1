import { type DeadlineWheel } from '@secureconnect/resilience';
import { type FoundEntry } from '../entry/cache-entry';
import { type Invalidations } from '../invalidation/invalidations';
import { type MemoryLayer } from '../memory/memory-layer';
import { type BackgroundFailures } from './background-failures';
import { type CacheTally } from './cache-tally';
import { LoadFlight } from './load-flight';
import { LoaderDeadlineError } from './loader-deadline.error';
import { type Loading, type LoadRequest } from './loading';
import { type Lookup } from './lookup';

/** What reading through works with. */
export interface ReadThroughParts {
  readonly memory: MemoryLayer;
  readonly lookup: Lookup;
  readonly loading: Loading;
  readonly invalidations: Invalidations;
  readonly tally: CacheTally;
  readonly failures: BackgroundFailures;
  readonly wheel: DeadlineWheel;
  readonly restMs: number;
}

/** An entry refreshed elsewhere is fresh for at least so much longer than ours. */
const refreshedMs = 100;

/** Gives each who asks for a key the best there is within the time they have, and loads it once for all of them. */
export class ReadThrough {
  private readonly flights = new Map<string, LoadFlight>();

  constructor(private readonly parts: ReadThroughParts) {}

  /** Keys that are being looked for or loaded. */
  get size(): number {
    return this.flights.size;
  }

  /** The value: fresh, or stale while it is loaded anew or cannot be. Rejects with what the loader failed by. */
  async read(request: LoadRequest): Promise<FoundEntry> {
    const flight = this.join(request);
    const { found, isSettled } = await flight.looked;
    if (found && isSettled) {
      if (found.freshMs <= 0) this.parts.tally.graceServed += 1;
      return found;
    }
    return found ? this.staleOr(flight, found, request) : this.loaded(flight, request);
  }

  /** Has a fresh entry loaded anew behind the scenes, unless somebody is at it. */
  refresh(request: LoadRequest, held: FoundEntry): void {
    const { lookup, loading, tally, failures } = this.parts;
    if (this.flights.has(request.key)) return;
    tally.earlyRefreshes += 1;
    const looked = lookup.findInRedis(request.key).then(async (seen) => {
      const isRefreshed = seen.found && seen.found.freshMs > held.freshMs + refreshedMs;
      const found = isRefreshed ? seen.found : await loading.run(request, seen, false);
      return { found: found ?? held, isSettled: true, id: seen.id };
    });
    this.begin(request, looked).outcome.catch(failures.ofLoader('an early refresh'));
  }

  /** Who comes after an invalidation does not get what was loaded before it. */
  private join(request: LoadRequest): LoadFlight {
    const { invalidations, lookup, tally } = this.parts;
    const flight = this.flights.get(request.key);
    if (flight && invalidations.holds(flight.origin, request.key, flight.request.options.tags)) {
      tally.joined += 1;
      return flight;
    }
    return this.begin(request, lookup.find(request.key));
  }

  private begin(request: LoadRequest, looked: LoadFlight['looked']): LoadFlight {
    const { invalidations, loading } = this.parts;
    const flight = new LoadFlight(request, invalidations.origin, looked, loading);
    this.flights.set(request.key, flight);
    const end = (): void => this.end(flight);
    flight.outcome.then(end, end);
    return flight;
  }

  private end(flight: LoadFlight): void {
    const { key } = flight.request;
    if (this.flights.get(key) === flight) this.flights.delete(key);
  }

  /** The loader has a little time to be better than the stale value. */
  private async staleOr(
    flight: LoadFlight,
    stale: FoundEntry,
    { key, options }: LoadRequest,
  ): Promise<FoundEntry> {
    const { memory, tally, restMs, failures } = this.parts;
    let isServed = options.softMs <= 0;
    const outcome = flight.outcome.catch((error: unknown) => {
      // Who is served the old value never hears of it.
      if (!flight.isTold) failures.ofLoader('a loader')(error);
      flight.isTold = true;
      memory.rest(key, restMs);
      if (!isServed) tally.graceServed += 1;
      return stale;
    });
    const serveStale = (): FoundEntry => {
      isServed = true;
      tally.staleServed += 1;
      return stale;
    };
    return options.softMs > 0 ? this.within(outcome, options.softMs, serveStale) : serveStale();
  }

  /** There is nothing to serve instead. A loader that hangs is not joined for ever. */
  private loaded(flight: LoadFlight, { key, options }: LoadRequest): Promise<FoundEntry> {
    return this.within(flight.outcome, options.hardMs, () => {
      this.parts.tally.deadlinesMissed += 1;
      this.end(flight);
      throw new LoaderDeadlineError(key, options.hardMs);
    });
  }

  private within<T>(work: Promise<T>, ms: number, instead: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const deadline = this.parts.wheel.arm(ms, () => {
        try {
          resolve(instead());
        } catch (error) {
          reject(error as Error);
        }
      });
      work.then(resolve, reject).finally(() => deadline.cancel());
    });
  }
}
