import { type FoundEntry } from '../entry/cache-entry';

/** An entry that was found, which grows older while somebody waits for a better one. */
export class Sighting {
  private readonly at = performance.now();

  constructor(private readonly found: FoundEntry) {}

  /** The entry as it is now; undefined once its time and its grace are over. */
  get now(): FoundEntry | undefined {
    const { entry } = this.found;
    const freshMs = this.found.freshMs - (performance.now() - this.at);
    return freshMs + entry.graceMs > 0 ? { entry, freshMs } : undefined;
  }
}
