import { type FailoverStore, type KeptStore, KeptWritesFullError } from '@secureconnect/resilience';
import { type BackgroundFailures } from '../load/background-failures';
import { type InvalidationFeed } from './invalidation-feed';
import { type InvalidationLog } from './invalidation-log';
import { type KeptMark } from './kept-mark';
import { type KnownInvalidations, type Origin } from './known-invalidations';
import { everything, inParts, marksOf } from './marks';
import { type RelayOutbox } from './relay-outbox';

/** What invalidations are made of. */
export interface InvalidationParts {
  readonly known: KnownInvalidations;
  readonly log: InvalidationLog;
  readonly feed: InvalidationFeed;
  readonly store: FailoverStore;
  readonly kept: KeptStore<KeptMark>;
  readonly outbox: RelayOutbox;
  readonly failures: BackgroundFailures;
  /** No entry lives longer. */
  readonly longestMs: number;
  /** The log has room for so many. */
  readonly maxMarks: number;
}

/** Makes entries void, here at once and everywhere by the log, and tells which are. */
export class Invalidations {
  constructor(private readonly parts: InvalidationParts) {}

  /** What is known now; to be taken before a loader begins. */
  get origin(): Origin {
    return this.parts.known.origin;
  }

  get isCurrent(): boolean {
    return this.parts.feed.isCurrent;
  }

  /** Looks at the log; false where Redis did not answer. */
  confirm(): Promise<boolean> {
    return this.parts.feed.confirm();
  }

  /** Whether an entry is not void by what is known here. What this cannot tell counts as void. */
  holds(origin: Origin, key: string, tags: readonly string[]): boolean {
    const { known } = this.parts;
    return !known.mayConcern(origin) || known.judge(origin, marksOf(key, tags)) === 'valid';
  }

  /** The same for an entry of any age: what is not known here is looked up. */
  async stillHolds(origin: Origin, key: string, tags: readonly string[]): Promise<boolean> {
    const { known, log, store } = this.parts;
    if (!known.mayConcern(origin)) return true;
    const marks = marksOf(key, tags);
    const verdict = known.judge(origin, marks);
    if (verdict !== 'unknown') return verdict === 'valid';
    const learn = ({ leftMs }: { leftMs: number }) => log.learn(marks, { deadlineMs: leftMs });
    await store.call('cache.marks', { kind: 'read', redis: learn, memory: () => undefined });
    return known.judge(origin, marks) === 'valid';
  }

  /**
   * Void here at once, and everywhere as soon as Redis hears of it: now, or when it is back, and then the others hear of
   * it over the relay, which nobody waits for. Gives what comes after. Each part has a deadline of its own: that there
   * are many is no fault of Redis. More than the log has room for are everything.
   */
  async make(operation: string, given: readonly string[]): Promise<Origin> {
    const { known, maxMarks } = this.parts;
    const marks = given.length > maxMarks ? [everything] : given;
    for (const mark of marks) known.invalidate(mark);
    const { born } = known.origin;
    let asOf = known.last;
    const failures: unknown[] = [];
    // One part that is refused leaves the others to be told over the relay.
    const failed = (error: unknown): void => void failures.push(error);
    for (const some of inParts(marks))
      await this.tell(operation, some).then((number) => (asOf = number), failed);
    if (failures.length > 0) throw failures[0];
    return { asOf, born };
  }

  /** The same for what another instance could not bring to the log: of all who hear it, whoever reaches it does. */
  async relayed(marks: readonly string[], id: string): Promise<void> {
    const { known, log, failures } = this.parts;
    for (const mark of marks) known.invalidate(mark);
    let part = 0;
    for (const some of inParts(marks)) {
      const operationId = `${id}/${(part += 1)}`;
      const append = (deadlineMs: number) => log.append(some, { deadlineMs, operationId });
      await this.write('cache.relayed', some, append).catch((error: unknown) => {
        failures.ofRedis('logging what another instance invalidated')(error);
        // Whatever it was, the log is to have them.
        this.keep(some);
      });
    }
  }

  private async tell(operation: string, marks: readonly string[]): Promise<number> {
    const { log, outbox } = this.parts;
    let isLogged = false;
    const append = async (deadlineMs: number): Promise<number> => {
      const number = await log.append(marks, { deadlineMs });
      isLogged = true;
      return number;
    };
    try {
      return await this.write(operation, marks, append);
    } finally {
      if (!isLogged) outbox.add(marks);
    }
  }

  private write(
    operation: string,
    marks: readonly string[],
    append: (deadlineMs: number) => Promise<number>,
  ): Promise<number> {
    const { known, store } = this.parts;
    return store.write(operation, {
      redis: ({ leftMs }) => append(leftMs),
      memory: () => known.last,
      keep: () => this.keep(marks),
    });
  }

  /** Where there is no room to keep it, everything is void once Redis is back: one mark says so. */
  private keep(marks: readonly string[]): void {
    const { kept, longestMs } = this.parts;
    const state = { expiresAt: Date.now() + longestMs };
    try {
      for (const mark of marks) kept.keep(mark, state);
    } catch (error) {
      if (!(error instanceof KeptWritesFullError)) throw error;
      while (kept.size > 0) kept.dropOldest();
      kept.keep(everything, state);
    }
  }
}
