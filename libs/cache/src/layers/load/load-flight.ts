import { type FoundEntry } from '../entry/cache-entry';
import { type Origin } from '../invalidation/known-invalidations';
import { type LoadRequest, type Loading } from './loading';
import { type Looked } from './lookup';

/** One look for a key, and one loading of it where nothing is found, for all who ask meanwhile. */
export class LoadFlight {
  /** What there is of it without loading. */
  readonly looked: Promise<Looked>;
  /** What is found or loaded in the end. */
  readonly outcome: Promise<FoundEntry>;
  /** That it failed was told, once for all who were served an old value instead. */
  isTold = false;

  constructor(
    readonly request: LoadRequest,
    /** What was known of invalidations when it began: who comes after a later one must not join. */
    readonly origin: Origin,
    looked: Promise<Looked>,
    loading: Loading,
  ) {
    this.looked = looked;
    this.outcome = looked.then((seen) =>
      seen.isSettled && seen.found ? seen.found : loading.run(request, seen, true),
    );
    // Whoever waits is told; there may be nobody.
    this.outcome.catch(() => undefined);
    this.looked.catch(() => undefined);
  }
}
