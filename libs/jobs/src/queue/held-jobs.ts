import { classifyDatabaseError } from '@secureconnect/platform';
import { type Accepting } from './accepting';
import { type BatchInsert, isHeld } from './batch-insert';
import { keysOf, type WaitingRoom } from './waiting-jobs';

/** PostgreSQL knows no shorter wait. */
const lockWithinMs = 1;
/** Between two attempts on one key; with many keys longer, so that half of the time nothing is asked. */
const restMs = 50;
const restPerKeyMs = 4;

/**
 * Jobs of which an open transaction holds a key: tried in a stream of their own, of each key one at a time, so that no
 * other job waits for them.
 */
export class HeldJobs {
  /** Of each batch somebody wants a key that is held; who is to be found out. */
  private readonly mixed: (readonly Accepting[])[] = [];
  /** Who waits for a key, by key. */
  private readonly wanted = new Map<string, Accepting[]>();
  private readonly due: string[] = [];
  private isWorking = false;

  /** `release`: its key was free just now. */
  constructor(
    private readonly inserts: BatchInsert,
    private readonly room: WaitingRoom,
    private readonly release: (entry: Accepting) => void,
  ) {}

  /** Whether one of its keys is known to be held. */
  isWanted({ job }: Accepting): boolean {
    return this.wanted.size > 0 && keysOf(job).some((key) => this.wanted.has(key));
  }

  add(entry: Accepting): void {
    this.count(entry);
    for (const key of keysOf(entry.job)) {
      const others = this.wanted.get(key);
      if (others) others.push(entry);
      else this.wanted.set(key, [entry]);
      if (!others) this.rest(key);
    }
  }

  sortOut(batch: readonly Accepting[]): void {
    for (const entry of batch) this.count(entry);
    this.mixed.push(batch);
    void this.work();
  }

  /** It takes room for as long as it waits, wherever. */
  private count(entry: Accepting): void {
    if (entry.isHeld) return;
    entry.isHeld = true;
    this.room.enter(entry);
    const leave = (): void => this.room.leave(entry);
    void entry.settled.then(leave, leave);
  }

  private rest(key: string): void {
    const ms = Math.max(restMs, this.wanted.size * restPerKeyMs);
    setTimeout(() => {
      this.due.push(key);
      void this.work();
    }, ms).unref();
  }

  private async work(): Promise<void> {
    if (this.isWorking) return;
    this.isWorking = true;
    for (;;) {
      const batch = this.mixed.shift();
      const key = batch ? undefined : this.due.shift();
      if (batch) await this.divide(batch);
      else if (key !== undefined) await this.attempt(key);
      else break;
    }
    this.isWorking = false;
  }

  private async divide(batch: readonly Accepting[]): Promise<void> {
    const open = batch.filter((entry) => !entry.isSettled && !this.isWanted(entry));
    // Found out since it came.
    for (const entry of batch) if (!entry.isSettled && this.isWanted(entry)) this.add(entry);
    const [first] = open;
    if (!first) return;
    try {
      await this.inserts.settle(open, lockWithinMs);
    } catch (error) {
      const half = Math.ceil(open.length / 2);
      if (open.length > 1 && (isHeld(error) || !classifyDatabaseError(error)))
        this.mixed.unshift(open.slice(0, half), open.slice(half));
      else if (isHeld(error)) this.add(first);
      else for (const entry of open) entry.refuse(error);
    }
  }

  /** Each of those who want the key in turn: it may be another of its keys that is held. */
  private async attempt(key: string): Promise<void> {
    const [first, ...others] = this.openOf(key);
    this.wanted.set(key, first ? [...others, first] : []);
    try {
      if (first) await this.inserts.settle([first], lockWithinMs);
    } catch (error) {
      if (isHeld(error)) return this.rest(key);
      first?.refuse(error);
    }
    // Others of the same key follow the first of a batch, so that is the one with the most time.
    const freed = this.openOf(key).sort((one, other) => other.deadline - one.deadline);
    this.wanted.delete(key);
    for (const entry of freed) this.release(entry);
  }

  private openOf(key: string): Accepting[] {
    return (this.wanted.get(key) ?? []).filter((entry) => !entry.isSettled);
  }
}
