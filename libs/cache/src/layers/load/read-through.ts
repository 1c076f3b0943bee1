import { type DeadlineWheel } from '@secureconnect/resilience';
import { type FoundEntry } from '../entry/cache-entry';
import { type Invalidations } from '../invalidation/invalidations';
import { type MemoryLayer } from '../memory/memory-layer';
import { type BackgroundFailures } from './background-failures';
import { type CacheTally } from './cache-tally';
import { LoadFlight, type Seen } from './load-flight';
import { LoaderDeadlineError } from './loader-deadline.error';
import { type Loading, type LoadRequest } from './loading';
import { type Looked, type Lookup } from './lookup';
import { type Sighting } from './sighting';

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

/** Who asks, and what they may be served for want of a better one. */
interface Asker {
  readonly request: LoadRequest;
  old?: Sighting | undefined;
}

/** What a flight is given: its look, and how it loads after that. */
type FlightPlan = [looked: Promise<Looked>, load: (looked: Looked) => Promise<FoundEntry | undefined>];

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
  read(request: LoadRequest): Promise<FoundEntry> {
    const asker = { request };
    return this.within(this.best(asker), request.options.hardMs, () =>
      this.atLast(asker),
    ) as Promise<FoundEntry>;
  }

  /** Has a fresh entry loaded anew behind the scenes, unless somebody is at it. */
  refresh(request: LoadRequest, held: FoundEntry): void {
    const { lookup, loading, tally, failures } = this.parts;
    if (this.flights.has(request.key)) return;
    tally.earlyRefreshes += 1;
    const looked = lookup
      .findInRedis(request.key)
      .then((seen) => ({ ...seen, found: seen.found ?? held, isSettled: false }));
    const load = async (seen: Looked): Promise<FoundEntry | undefined> => {
      const isRefreshed = seen.found !== undefined && seen.found.freshMs > held.freshMs + refreshedMs;
      return isRefreshed ? seen.found : loading.run(request, seen, false);
    };
    this.begin(request, looked, load).outcome.catch(failures.ofLoader('an early refresh'));
  }

  /** The best there is, or undefined once there is no time left to find it. */
  private async best(asker: Asker): Promise<FoundEntry | undefined> {
    const endsAt = performance.now() + asker.request.options.hardMs;
    do {
      const flight = this.join(asker.request);
      const seen = await flight.seen;
      const found = this.settled(seen);
      if (found) return found;
      asker.old = seen.sighting;
      const better = seen.sighting?.now ? this.orOld(flight, asker) : flight.outcome;
      const outcome = await better;
      if (outcome) return outcome;
    } while (performance.now() < endsAt);
    return undefined;
  }

  private settled({ sighting, isSettled }: Seen): FoundEntry | undefined {
    const found = sighting?.now;
    if (!found || (!isSettled && found.freshMs <= 0)) return undefined;
    if (found.freshMs <= 0) this.parts.tally.graceServed += 1;
    return found;
  }

  /** Who comes after an invalidation does not get what was loaded before it. */
  private join(request: LoadRequest): LoadFlight {
    const { invalidations, lookup, loading, tally } = this.parts;
    const { key } = request;
    const flight = this.flights.get(key);
    if (flight && invalidations.holds(flight.origin, key, flight.request.options.tags)) {
      tally.joined += 1;
      return flight;
    }
    return this.begin(request, lookup.find(key), async (seen) =>
      seen.isSettled && seen.found ? seen.found : loading.run(request, seen, true),
    );
  }

  /** It ends with its loader, or at its deadline: a loader that hangs is not joined for ever. */
  private begin(request: LoadRequest, ...[looked, load]: FlightPlan): LoadFlight {
    const { invalidations, wheel } = this.parts;
    const { key, options } = request;
    const flight = new LoadFlight(request, invalidations.origin, looked, load);
    this.flights.set(key, flight);
    const deadline = wheel.arm(options.hardMs, () => flight.leave());
    const end = (): void => {
      deadline.cancel();
      if (this.flights.get(key) === flight) this.flights.delete(key);
    };
    flight.outcome.then(end, end);
    return flight;
  }

  /** The loader has a little time to be better than the old value. */
  private async orOld(flight: LoadFlight, asker: Asker): Promise<FoundEntry | undefined> {
    const { key, options } = asker.request;
    const { memory, tally, restMs, failures } = this.parts;
    let served: FoundEntry | undefined;
    const outcome = flight.outcome.catch((error: unknown) => {
      const old = served ?? asker.old?.now;
      if (!old) throw error;
      // Who is served the old value never hears of it.
      if (!flight.isTold) failures.ofLoader('a loader')(error);
      flight.isTold = true;
      memory.rest(key, restMs);
      if (!served) tally.graceServed += 1;
      return old;
    });
    const serveOld = (): FoundEntry | undefined => (served = this.old(asker));
    const inTime = options.softMs > 0 ? this.within(outcome, options.softMs, serveOld) : serveOld();
    return (await inTime) ?? outcome;
  }

  private old({ old }: Asker): FoundEntry | undefined {
    const found = old?.now;
    if (found) this.parts.tally.staleServed += 1;
    return found;
  }

  /** There is no time left: what memory has by now is served, or what was old. */
  private atLast(asker: Asker): FoundEntry {
    const { key, options } = asker.request;
    const { memory, tally } = this.parts;
    const found = memory.find(key);
    if (found && found.freshMs > 0) return found;
    const old = this.old(asker);
    if (old) return old;
    tally.deadlinesMissed += 1;
    throw new LoaderDeadlineError(key, options.hardMs);
  }

  /** What comes of some work in time; where nothing does, what there is instead. */
  private within<T>(work: Promise<T>, ms: number, instead: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const deadline = this.parts.wheel.arm(ms, () => {
        try {
          resolve(instead());
        } catch (error) {
          reject(error as Error);
        }
      });
      const fail = (error: unknown): void => (deadline.cancel(), reject(error as Error));
      work.then((value) => {
        if (value === undefined) return;
        deadline.cancel();
        resolve(value);
      }, fail);
    });
  }
}
