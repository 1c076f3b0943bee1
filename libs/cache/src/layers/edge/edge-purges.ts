import { DueKeys } from './due-keys';
import { type EdgeCache } from './edge-cache.port';
import { EdgeLane } from './edge-lane';
import { everyKey, surrogateKey, unsureKey } from './surrogate-keys';

/** Purges so far, and keys that still wait to be purged. */
export interface EdgeStats {
  readonly purges: number;
  readonly failures: number;
  readonly waiting: number;
}

/** When to purge once more, and how to know whether others have heard. */
export interface EdgePurgesOptions {
  /** How long after an invalidation its keys are purged again, each in ms: an answer from before it may come late. */
  readonly settleMs: readonly number[];
  /** Whether everything that any instance invalidates is heard of by all. */
  readonly isSure: () => boolean;
}

const lookMs = 500;
const mostSettling = 100_000;

/**
 * Purges the third layer by key, until it has happened and until no answer from before the invalidation can be under
 * way any more. What was invalidated while others could not hear of it is purged once more when they have.
 */
export class EdgePurges {
  private readonly lanes: readonly EdgeLane[];
  private readonly rounds: readonly DueKeys[];
  /** Waits for all to hear of it. */
  private readonly parked = new Set<string>();
  private look: NodeJS.Timeout | undefined;

  constructor(
    edge: EdgeCache | undefined,
    private readonly options: EdgePurgesOptions,
  ) {
    this.lanes = edge ? (edge.each ?? [edge]).map((each) => new EdgeLane(each)) : [];
    this.rounds = options.settleMs.map(
      (delayMs, round) => new DueKeys(delayMs, (keys) => this.again(keys, round)),
    );
  }

  get isThere(): boolean {
    return this.lanes.length > 0;
  }

  get isSure(): boolean {
    return this.options.isSure();
  }

  get stats(): EdgeStats {
    const sum = (count: (lane: EdgeLane) => number) => this.lanes.reduce((all, lane) => all + count(lane), 0);
    return {
      purges: sum(({ purges }) => purges),
      failures: sum(({ failures }) => failures),
      waiting: sum(({ size }) => size),
    };
  }

  /** What an instance before this one left unsure goes too. */
  start(): void {
    this.park([unsureKey]);
  }

  add(tags: readonly string[]): void {
    this.purge(tags.map(surrogateKey));
  }

  addEverything(): void {
    this.purge([everyKey]);
  }

  /** Something is answered that others may have invalidated: it goes as soon as that is known. */
  answeredUnsure(): void {
    if (!this.parked.has(unsureKey)) this.park([unsureKey]);
  }

  stop(): void {
    clearInterval(this.look);
    for (const each of this.rounds) each.clear();
    for (const lane of this.lanes) lane.stop();
  }

  private purge(keys: readonly string[]): void {
    this.tell(keys);
    this.settle(keys, 0);
  }

  private tell(keys: readonly string[]): void {
    for (const lane of this.lanes) lane.add(keys);
  }

  private again(keys: readonly string[], round: number): void {
    this.tell(keys);
    if (this.isSure) this.settle(keys, round + 1);
    else this.park(keys);
  }

  private settle(keys: readonly string[], round: number): void {
    const next = this.rounds[round];
    if (!this.isThere || next === undefined) return;
    if (next.size + keys.length <= mostSettling) return next.add(keys);
    next.clear();
    next.add([everyKey]);
  }

  private park(keys: readonly string[]): void {
    if (!this.isThere) return;
    for (const key of keys) this.parked.add(key);
    if (this.parked.size > mostSettling) {
      this.parked.clear();
      this.parked.add(everyKey);
    }
    this.look ??= setInterval(() => this.unpark(), lookMs).unref();
  }

  private unpark(): void {
    if (!this.isSure) return;
    clearInterval(this.look);
    this.look = undefined;
    const keys = [...this.parked];
    this.parked.clear();
    this.purge(keys);
  }
}
