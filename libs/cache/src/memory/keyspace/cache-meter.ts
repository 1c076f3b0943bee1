/** What the engine did and holds. */
export interface CacheMetrics {
  /** Keys found by a command that reads. */
  readonly hits: number;
  readonly misses: number;
  /** Keys written. */
  readonly sets: number;
  /** Keys deleted by a command. */
  readonly deletes: number;
  /** Keys given up for lack of room. */
  readonly evictions: number;
  /** Hits, misses, sets and deletes together. */
  readonly totalOperations: number;
  /** Milliseconds to find a key, from every 1,024th read; 0 without `enableMetrics`. */
  readonly averageAccessTime: number;
  /** Bytes of the entries on the heap, keys and all that is needed to find them included. */
  readonly memoryUsage: number;
  readonly itemCount: number;
  /** When all expired entries were last looked for, in milliseconds since 1970; 0: not yet. */
  readonly lastCleanupTime: number;
}

const everyRead = 1_024;

/** Counts. A clock is read for one access in 1,024 only, for reading it costs more than the access. */
export class CacheMeter {
  hits = 0;
  misses = 0;
  sets = 0;
  deletes = 0;
  evictions = 0;
  lastCleanupTime = 0;
  /** Reads until one is timed. */
  untilSample: number;
  private samples = 0;
  private sampledMs = 0;

  constructor(timesAccess: boolean) {
    this.untilSample = timesAccess ? everyRead : -1;
  }

  /** Makes this access the timed one. */
  time<T>(access: () => T): T {
    this.untilSample = everyRead;
    const since = performance.now();
    const result = access();
    this.sampledMs += performance.now() - since;
    this.samples++;
    return result;
  }

  read(memoryUsage: number, itemCount: number): CacheMetrics {
    const { hits, misses, sets, deletes, evictions, lastCleanupTime } = this;
    return {
      ...{ hits, misses, sets, deletes, evictions },
      totalOperations: hits + misses + sets + deletes,
      averageAccessTime: this.samples === 0 ? 0 : this.sampledMs / this.samples,
      ...{ memoryUsage, itemCount, lastCleanupTime },
    };
  }
}
