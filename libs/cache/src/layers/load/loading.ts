import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type FoundEntry } from '../entry/cache-entry';
import { type Invalidations } from '../invalidation/invalidations';
import { type MemoryLayer } from '../memory/memory-layer';
import { type RedisLayer } from '../redis/redis-layer';
import { encodeValue } from '../value/value-codec';
import { type BackgroundFailures } from './background-failures';
import { type CacheTally } from './cache-tally';
import { type SettledLoadOptions } from './entry.options';
import { type Looked, type Lookup } from './lookup';

/** What is to be loaded. */
export interface LoadRequest {
  readonly key: string;
  readonly loader: () => unknown;
  readonly options: SettledLoadOptions;
}

/** What loading works with. */
export interface LoadingParts {
  readonly memory: MemoryLayer;
  readonly redis: RedisLayer;
  readonly lookup: Lookup;
  readonly invalidations: Invalidations;
  readonly tally: CacheTally;
  readonly failures: BackgroundFailures;
  readonly leaseWaitMs: number;
}

/** Between two looks whether another instance has loaded. */
const pauseMs = 20;

/** Has a value loaded by one instance; the others wait for it, for a while, as long as Redis is there. */
export class Loading {
  constructor(private readonly parts: LoadingParts) {}

  /** The loaded value, be it by another instance; `isPatient`: else undefined where another one loads. */
  async run(request: LoadRequest, looked: Looked, isPatient: true): Promise<FoundEntry>;
  async run(request: LoadRequest, looked: Looked, isPatient: boolean): Promise<FoundEntry | undefined>;
  async run(request: LoadRequest, looked: Looked, isPatient: boolean): Promise<FoundEntry | undefined> {
    const { redis, lookup, leaseWaitMs, tally } = this.parts;
    const { key } = request;
    const token = randomUUID();
    const endsAt = performance.now() + leaseWaitMs;
    let seen = looked;
    for (let round = 0; seen.id !== undefined && performance.now() < endsAt; round += 1) {
      const answer = await redis.takeLease(key, token, seen.id);
      if (answer === 'mine') return this.loadForAll(request, token);
      if (answer === 'away') break;
      if (answer === 'taken') {
        if (!isPatient) return undefined;
        if (round === 0) tally.waitedForOther += 1;
        await pause(pauseMs * (0.5 + Math.random()));
      }
      seen = await lookup.lookAgain(key);
      if (seen.found && seen.isSettled) return seen.found;
    }
    return this.load(request);
  }

  private async loadForAll(request: LoadRequest, token: string): Promise<FoundEntry> {
    const { redis } = this.parts;
    const { key } = request;
    const letGo = redis.holdLease(key, token, request.options.hardMs);
    let loaded: FoundEntry | undefined;
    try {
      loaded = await this.load(request);
      return loaded;
    } finally {
      letGo();
      this.hand(key, loaded, token);
    }
  }

  /** Nobody waits for it; where it fails, the lease ends by itself. */
  private hand(key: string, loaded: FoundEntry | undefined, token: string): void {
    const { redis, tally, failures } = this.parts;
    if (!loaded || loaded.freshMs <= 0) {
      redis.releaseLease(key, token).catch(failures.ofRedis('giving a lease back'));
      return;
    }
    tally.redisSets += 1;
    redis.fill(key, loaded.entry, loaded.freshMs, token).catch(failures.ofRedis('filling Redis'));
  }

  private async load({ key, loader, options }: LoadRequest): Promise<FoundEntry> {
    const { invalidations, memory, tally } = this.parts;
    const { asOf, born } = invalidations.origin;
    const startedAt = performance.now();
    try {
      const value = await loader();
      const isNothing = value === null || value === undefined;
      const graceMs = isNothing ? 0 : options.graceMs;
      const loadMs = Math.round(performance.now() - startedAt);
      const entry = { payload: encodeValue(value), tags: options.tags, asOf, graceMs, loadMs };
      const freshMs = isNothing ? options.negativeMs : options.ttlMs;
      if (freshMs > 0) memory.put(key, entry, born, freshMs);
      tally.loads += 1;
      tally.onLoad('done', performance.now() - startedAt);
      return { entry, freshMs };
    } catch (error) {
      tally.loadFailures += 1;
      tally.onLoad('failed', performance.now() - startedAt);
      throw error;
    }
  }
}
