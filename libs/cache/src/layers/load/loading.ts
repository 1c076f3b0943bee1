import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type FoundEntry } from '../entry/cache-entry';
import { type Invalidations } from '../invalidation/invalidations';
import { type MemoryLayer } from '../memory/memory-layer';
import { type LeaseAnswer } from '../redis/entry-scripts';
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
}

/** Between two looks whether another instance has loaded. */
const pauseMs = 20;

/** Has a value loaded by one instance; the others wait for it as long as it is at it, and as long as they may. */
export class Loading {
  constructor(private readonly parts: LoadingParts) {}

  /** The loaded value, be it by another instance; undefined where another one is at it and there is no time to wait. */
  async run(request: LoadRequest, looked: Looked, isPatient: boolean): Promise<FoundEntry | undefined> {
    const { redis, lookup } = this.parts;
    const { key } = request;
    const turn = { token: randomUUID(), awaited: '', hasWaited: false };
    const endsAt = performance.now() + (isPatient ? request.options.hardMs : 0);
    for (let seen = looked; seen.id !== undefined;) {
      const { id } = seen;
      const ask = () => redis.takeLease(key, turn.token, id, turn.awaited);
      let answer = await ask();
      // It answered a moment ago: a stall of our own looks like this, too, and is to cost no loader.
      if (answer.is === 'away') answer = await pause(pauseMs).then(ask);
      if (answer.is === 'away') break;
      if (answer.is === 'mine') return this.loadForAll(request, turn.token);
      if (answer.is === 'filled') seen = await lookup.lookAgain(key);
      if (seen.found && seen.isSettled) return seen.found;
      const told = answer.is === 'told' ? await lookup.told(key, answer.text) : undefined;
      if (told) return told;
      if (performance.now() >= endsAt) return undefined;
      await this.wait(turn, answer);
    }
    return this.load(request);
  }

  /** Who has heard of one who loaded that it was void does not ask for that again. */
  private async wait(turn: { awaited: string; hasWaited: boolean }, answer: LeaseAnswer): Promise<void> {
    turn.awaited = answer.is === 'taken' ? answer.by : '';
    if (answer.is !== 'taken') return;
    if (!turn.hasWaited) this.parts.tally.waitedForOther += 1;
    turn.hasWaited = true;
    await pause(pauseMs * (0.5 + Math.random()));
  }

  private async loadForAll(request: LoadRequest, token: string): Promise<FoundEntry> {
    const { redis } = this.parts;
    const { key, options } = request;
    const endsAt = performance.now() + options.hardMs;
    const letGo = redis.holdLease(key, token, options.hardMs);
    let loaded: FoundEntry | undefined;
    try {
      loaded = await this.load(request);
      return loaded;
    } finally {
      letGo();
      if (performance.now() < endsAt) this.hand(key, loaded, token);
    }
  }

  /** Nobody waits for it; where it fails, the lease ends by itself. */
  private hand(key: string, loaded: FoundEntry | undefined, token: string): void {
    const { redis, tally, failures } = this.parts;
    if (!loaded || loaded.freshMs <= 0) {
      redis.releaseLease(key, token, loaded?.entry).catch(failures.ofRedis('giving a lease back'));
      return;
    }
    tally.redisSets += 1;
    redis.fill(key, loaded.entry, loaded.freshMs, token).catch(failures.ofRedis('filling Redis'));
  }

  private async load({ key, loader, options }: LoadRequest): Promise<FoundEntry> {
    const { invalidations, tally } = this.parts;
    const { asOf, born } = invalidations.origin;
    const startedAt = performance.now();
    try {
      const value = await loader();
      const isNothing = value === null || value === undefined;
      const graceMs = isNothing ? 0 : options.graceMs;
      const loadMs = Math.round(performance.now() - startedAt);
      const entry = { payload: encodeValue(value), tags: options.tags, asOf, graceMs, loadMs };
      const freshMs = isNothing ? options.negativeMs : options.ttlMs;
      this.hold(key, { entry, freshMs }, born, loadMs > options.hardMs);
      tally.loads += 1;
      tally.onLoad('done', performance.now() - startedAt);
      return { entry, freshMs };
    } catch (error) {
      tally.loadFailures += 1;
      tally.onLoad('failed', performance.now() - startedAt);
      throw error;
    }
  }

  /** What comes after its deadline is better than nothing, and than nothing else. */
  private hold(key: string, { entry, freshMs }: FoundEntry, born: number, isLate: boolean): void {
    const { memory } = this.parts;
    if (freshMs <= 0 || (isLate && (memory.find(key)?.freshMs ?? 0) > 0)) return;
    memory.put(key, entry, born, freshMs);
  }
}
