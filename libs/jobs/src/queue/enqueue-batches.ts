import { classifyDatabaseError } from '@secureconnect/platform';
import { type Accepting } from './accepting';
import { type BatchInsert, isHeld } from './batch-insert';
import { EnqueueDeadlineError } from './enqueue-deadline.error';
import { HeldJobs } from './held-jobs';
import { WaitingJobs, type WaitingRoom } from './waiting-jobs';

/** How long all of a batch wait for a key that an open transaction holds. */
const lockWithinMs = 5;

/**
 * Brings jobs in together that come at the same moment or while a statement is under way; none waits longer for that.
 * One statement at a time, so that they are accepted in the order in which they came.
 */
export class EnqueueBatches {
  private readonly waiting: WaitingJobs;
  private readonly held: HeldJobs | undefined;
  private isFlushing = false;

  /** `isInOrder`: one whose key is held keeps its place, and the others wait; else it steps aside. */
  constructor(
    private readonly inserts: BatchInsert,
    private readonly room: WaitingRoom,
    isInOrder: boolean,
  ) {
    this.waiting = new WaitingJobs(room);
    this.held = isInOrder ? undefined : new HeldJobs(inserts, room, (entry) => this.add(entry));
  }

  add(entry: Accepting): void {
    if (this.room.isFull) return entry.refuse(new EnqueueDeadlineError());
    if (this.held?.isWanted(entry)) return this.held.add(entry);
    this.waiting.add(entry);
    if (this.isFlushing) return;
    this.isFlushing = true;
    queueMicrotask(() => void this.flush());
  }

  private async flush(): Promise<void> {
    while (!this.waiting.isEmpty) await this.send(this.waiting.take());
    this.isFlushing = false;
  }

  private async send(batch: readonly Accepting[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      await this.inserts.settle(batch, lockWithinMs);
    } catch (error) {
      if (isHeld(error) && this.held) this.held.sortOut(batch);
      // What is wrong with one of them is not the others' fault.
      else if (batch.length > 1 && (isHeld(error) || !classifyDatabaseError(error)))
        await this.sendHalves(batch);
      else if (isHeld(error)) await this.send(batch);
      else batch.forEach((entry) => entry.refuse(error));
    }
  }

  private async sendHalves(batch: readonly Accepting[]): Promise<void> {
    const half = Math.ceil(batch.length / 2);
    await this.send(batch.slice(0, half));
    await this.send(batch.slice(half));
  }
}
