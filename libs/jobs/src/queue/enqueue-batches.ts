import { classifyDatabaseError } from '@secureconnect/platform';
import { type Fence } from '../table/fence';
import { type InsertAnswer } from '../table/insert-answer';
import { JobKeyReusedError } from '../table/job-key-reused.error';
import { type NewJob } from '../table/job-row';
import { type Accepting } from './accepting';
import { EnqueueDeadlineError } from './enqueue-deadline.error';
import { WaitingJobs, type WaitingRoom } from './waiting-jobs';

/** How long all wait for a key that an open transaction holds, and how long whoever wants it rests before asking again. */
const lockWithinMs = 10;
const heldRestMs = 50;
const heldState = '55P03';

/** Up to when a statement may take effect for those who wait until `deadline`; undefined: it is too late to ask. */
export type FenceFor = (deadline: number) => Promise<Fence | undefined>;

/** What brings some jobs in, in one statement. */
export interface Inserts {
  insert(jobs: readonly NewJob[], fence?: Fence): Promise<InsertAnswer>;
}

/**
 * Brings jobs in together that come at the same moment or while a statement is under way; none waits longer for that.
 * One statement at a time, so that they are accepted in the order in which they came.
 */
export class EnqueueBatches {
  private readonly waiting: WaitingJobs;
  private isFlushing = false;

  constructor(
    private readonly insertsOf: (jobs: readonly NewJob[]) => Inserts,
    private readonly room: WaitingRoom,
    private readonly fenceFor: FenceFor,
    private readonly learn: (postgresMs: number) => void,
  ) {
    this.waiting = new WaitingJobs(room);
  }

  add(entry: Accepting): void {
    if (this.room.isFull) return entry.refuse(new EnqueueDeadlineError());
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
      const outcomes = await this.insert(batch);
      batch.forEach((entry, at) => settle(entry, outcomes?.[at]));
    } catch (error) {
      const isHeld = stateOf(error) === heldState;
      // What is wrong with one of them is not the others' fault.
      if (batch.length > 1 && (isHeld || !classifyDatabaseError(error))) await this.sendHalves(batch);
      else if (isHeld && batch.every(isOrdered)) await this.send(batch);
      else batch.forEach((entry) => (isHeld ? this.addLater(entry) : entry.refuse(error)));
    }
  }

  private async sendHalves(batch: readonly Accepting[]): Promise<void> {
    const half = Math.ceil(batch.length / 2);
    await this.send(batch.slice(0, half));
    await this.send(batch.slice(half));
  }

  private addLater(entry: Accepting): void {
    entry.isHeld = true;
    entry.isAsked = false;
    setTimeout(() => !entry.isSettled && this.add(entry), heldRestMs).unref();
  }

  /** Asks again where PostgreSQL was late by its own clock: that may have jumped. Undefined: it is too late. */
  private async insert(batch: readonly Accepting[]): Promise<InsertAnswer['outcomes']> {
    const deadline = Math.min(...batch.map((entry) => entry.deadline));
    const jobs = batch.map(({ job }) => job);
    const mark = (isAsked: boolean) => batch.forEach((entry) => (entry.isAsked = isAsked));
    for (;;) {
      mark(false);
      const fence = await this.fenceFor(deadline);
      if (!fence) return undefined;
      const { outcomes, nowMs } = await this.insertsOf(jobs).insert(jobs, {
        ...fence,
        lockWithinMs,
        onAsked: () => mark(true),
      });
      this.learn(nowMs);
      if (outcomes) return outcomes;
    }
  }
}

/** It may not step aside: others of its order key would overtake it. */
const isOrdered = ({ job }: Accepting): boolean => job.orderKey !== undefined;

function settle(entry: Accepting, outcome?: NonNullable<InsertAnswer['outcomes']>[number]): void {
  if (outcome === undefined) entry.refuse(new EnqueueDeadlineError());
  else if (outcome === 'differs') entry.refuse(new JobKeyReusedError(entry.job.name));
  else entry.accept(outcome);
}

const stateOf = (error: unknown): unknown =>
  (error as { driverError?: { code?: unknown } } | undefined)?.driverError?.code;
