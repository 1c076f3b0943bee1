import { type FoundEntry } from '../entry/cache-entry';
import { type Invalidations } from '../invalidation/invalidations';
import { type MemoryLayer } from '../memory/memory-layer';
import { type RedisLayer } from '../redis/redis-layer';
import { type CacheTally } from './cache-tally';

/** What the layers have of a key. */
export interface Looked {
  /** Fresh, or in its grace period, or nothing. */
  readonly found: FoundEntry | undefined;
  /** It may be served without asking for a better one. */
  readonly isSettled: boolean;
  /** The id of what Redis has; undefined when it was not asked or did not answer. */
  readonly id: string | undefined;
}

/** Looks for a key in one layer after the other, and keeps in the first what the second has. */
export class Lookup {
  constructor(
    private readonly memory: MemoryLayer,
    private readonly redis: RedisLayer,
    private readonly invalidations: Invalidations,
    private readonly tally: CacheTally,
  ) {}

  async find(key: string): Promise<Looked> {
    const { invalidations, tally } = this;
    if (!invalidations.isCurrent) await invalidations.confirm();
    const held = await this.memory.findAnyway(key);
    if (held?.isSettled) {
      tally.memoryHits += 1;
      return { found: held, isSettled: true, id: undefined };
    }
    tally.memoryMisses += 1;
    const { found, id } = await this.findInRedis(key);
    const best = found && (!held || found.freshMs >= held.freshMs) ? found : held;
    return { found: best, isSettled: best !== undefined && best.freshMs > 0, id };
  }

  /** Redis alone, for who waits for another instance. */
  async findInRedis(key: string): Promise<Looked> {
    const { invalidations, tally } = this;
    const { born } = invalidations.origin;
    const { found, id } = await this.redis.find(key);
    if (id === undefined) tally.redisAway += 1;
    // Whatever this instance has invalidated and the log has not heard of may be older than that.
    const holds =
      found && (await invalidations.stillHolds({ asOf: found.entry.asOf, born: 0 }, key, found.entry.tags));
    if (!found || !holds) {
      if (id !== undefined) tally.redisMisses += 1;
      return { found: undefined, isSettled: false, id };
    }
    tally.redisHits += 1;
    this.memory.put(key, found.entry, born, found.freshMs);
    return { found, isSettled: found.freshMs > 0, id };
  }
}
