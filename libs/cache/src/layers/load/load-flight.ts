import { type FoundEntry } from '../entry/cache-entry';
import { type Origin } from '../invalidation/known-invalidations';
import { type LoadRequest } from './loading';
import { type Looked } from './lookup';
import { Sighting } from './sighting';

/** What a flight has seen before it loads. */
export interface Seen {
  readonly sighting: Sighting | undefined;
  /** It may be served without asking for a better one. */
  readonly isSettled: boolean;
}

/** One look for a key, and one loading of it where nothing is found, for all who ask meanwhile. */
export class LoadFlight {
  /** What there is of it without loading. */
  readonly seen: Promise<Seen>;
  /** What is found or loaded in the end; undefined where it is left behind, or another instance is at it. */
  readonly outcome: Promise<FoundEntry | undefined>;
  /** That it failed was told, once for all who were served an old value instead. */
  isTold = false;
  /** Has who waits for it look elsewhere: its loader may never answer. */
  leave: () => void = () => undefined;

  constructor(
    readonly request: LoadRequest,
    /** What was known of invalidations when it began: who comes after a later one must not join. */
    readonly origin: Origin,
    looked: Promise<Looked>,
    load: (looked: Looked) => Promise<FoundEntry | undefined>,
  ) {
    this.seen = looked.then(({ found, isSettled }) => ({
      sighting: found && new Sighting(found),
      isSettled,
    }));
    const left = new Promise<undefined>((resolve) => (this.leave = () => resolve(undefined)));
    this.outcome = Promise.race([looked.then(load), left]);
    // Whoever waits is told; there may be nobody.
    this.outcome.catch(() => undefined);
    this.seen.catch(() => undefined);
  }
}
