import { type NewJob } from '../table/job-row';
import { type Accepting } from './accepting';

const mostJobs = 500;
const mostBatchLength = 1_048_576;

/** How much waits in all queues of a process while PostgreSQL is slow. */
export class WaitingRoom {
  private length = 0;

  constructor(private readonly most = 33_554_432) {}

  get isFull(): boolean {
    return this.length > this.most;
  }

  enter({ job }: Accepting): void {
    this.length += lengthOf(job);
  }

  leave({ job }: Accepting): void {
    this.length -= lengthOf(job);
  }
}

/** Those who wait, in the order in which they came. */
export class WaitingJobs {
  private waiting: Accepting[] = [];

  constructor(private readonly room: WaitingRoom) {}

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  add(entry: Accepting): void {
    this.waiting.push(entry);
    this.room.enter(entry);
  }

  /** The next batch, of which no two have one key, without those whose time is up. */
  take(): Accepting[] {
    const batch: Accepting[] = [];
    const leaders = new Map<string, Accepting>();
    let length = 0;
    let taken = 0;
    for (const entry of this.waiting) {
      // Who has waited for a key has little time left, and would leave as little to the others.
      if (!entry.isSettled && batch[0] && batch[0].isHeld !== entry.isHeld) break;
      const own = lengthOf(entry.job);
      const keys = entry.isSettled ? [] : keysOf(entry.job);
      const leader = keys.map((key) => leaders.get(key)).find((each) => each !== undefined);
      const isFollowing = leader !== undefined && isSame(leader.job, entry.job);
      if (batch.length > 0 && (batch.length === mostJobs || length + own > mostBatchLength)) break;
      if (leader && !isFollowing) break;
      taken += 1;
      this.room.leave(entry);
      if (entry.isSettled) continue;
      if (isFollowing) {
        entry.follow(leader);
        continue;
      }
      batch.push(entry);
      keys.forEach((key) => leaders.set(key, entry));
      length += own;
    }
    this.waiting.splice(0, taken);
    return batch;
  }
}

/** Of what takes room: the payload, and as much again for the rest. */
const lengthOf = ({ payload }: NewJob): number => payload.length + 256;

/** What no two jobs may have: each of its keys, and what of. */
export const keysOf = ({ name, uniqueKey, idempotencyKey }: NewJob): string[] => [
  ...(uniqueKey === undefined ? [] : [`unique ${name} ${uniqueKey}`]),
  ...(idempotencyKey === undefined ? [] : [`idempotency ${name} ${idempotencyKey}`]),
];

/** Whether what becomes of the one becomes of the other. */
const isSame = (one: NewJob, other: NewJob): boolean =>
  one.uniqueKey === other.uniqueKey &&
  one.idempotencyKey === other.idempotencyKey &&
  (one.idempotencyKey === undefined || one.payload === other.payload);
