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

  /** Redis alone. */
  async findInRedis(key: string): Promise<Looked> {
    const { tally } = this;
    const seen = await this.lookAgain(key);
    if (seen.id === undefined) tally.redisAway += 1;
    else if (seen.found) tally.redisHits += 1;
    else tally.redisMisses += 1;
    return seen;
  }

  /** The same uncounted, for who has looked before and waits for another instance. */
  async lookAgain(key: string): Promise<Looked> {
    const { born } = this.invalidations.origin;
    const { found, id } = await this.redis.find(key);
    if (!found || !(await this.isTrue(key, found))) return { found: undefined, isSettled: false, id };
    this.memory.put(key, found.entry, born, found.freshMs);
    return { found, isSettled: found.freshMs > 0, id };
  }

  /** What another instance loaded and may not keep, unless it was void before it was told. */
  async told(key: string, text: string): Promise<FoundEntry | undefined> {
    const entry = await this.redis.decode(text);
    const found = entry && { entry, freshMs: 0 };
    return found && (await this.isTrue(key, found)) ? found : undefined;
  }

  /** Whatever this instance has invalidated and the log has not heard of may be older than what others say. */
  private isTrue(key: string, { entry }: FoundEntry): Promise<boolean> {
    return this.invalidations.stillHolds({ asOf: entry.asOf, born: 0 }, key, entry.tags);
  }
}
