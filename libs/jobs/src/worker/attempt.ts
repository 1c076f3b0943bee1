import { type TraceSpan } from '@secureconnect/platform';
import { type EntityManager } from 'typeorm';
import { type RegisteredJob } from '../definition/job-registry';
import { readPayload } from '../definition/payload';
import { type AttemptRef, type ClaimedJob } from '../table/job-row';
import { type AbortCause, AttemptAbortedError } from './attempt-aborted.error';
import { NotThisAttemptsError } from './not-this-attempts.error';
import { type Outcome } from './outcome';
import { patientTransaction } from './patient-transaction';
import { ProgressNote } from './progress-note';
import { type RunningJob } from './running-job';
import { endAttempt, runAttempt } from './run-attempt';

/** What an attempt asks of its surroundings. */
export interface AttemptSurroundings {
  /** A handler that was told to end has so long before its place counts as stuck. */
  readonly graceMs: number;
  inTransaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /** Whether the job was still this attempt's. */
  end(ref: AttemptRef, manager: EntityManager): Promise<boolean>;
  note(ref: AttemptRef, progress: unknown): Promise<void>;
  /** Once, as soon as it is known; the handler may still be at work. */
  onOutcome(attempt: Attempt, outcome: Outcome): void;
  /** The handler was told to end and has not within the grace: from now on it only occupies a place. */
  onStuck(attempt: Attempt): void;
  /** The handler has returned: its place is free. */
  onLeft(attempt: Attempt): void;
}

/** One run of a handler for one job. */
export class Attempt implements RunningJob {
  private readonly controller = new AbortController();
  private readonly progressNote: ProgressNote;
  private readonly begun = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private span: TraceSpan | undefined;
  private cause: AbortCause | undefined;
  private isEnded = false;
  private isSettled = false;
  private isLeftBehind = false;

  constructor(
    readonly job: ClaimedJob,
    private readonly registered: RegisteredJob,
    private readonly surroundings: AttemptSurroundings,
  ) {
    this.progressNote = new ProgressNote((value) => surroundings.note(job, value));
  }

  get id(): string {
    return this.job.id;
  }

  get key(): string {
    return this.job.key;
  }

  get attempt(): number {
    return this.job.attempt;
  }

  get attempts(): number {
    return this.registered.definition.attempts;
  }

  get enqueuedAt(): Date {
    return this.job.enqueuedAt;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get ranMs(): number {
    return performance.now() - this.begun;
  }

  /** Its outcome is told. */
  get isOver(): boolean {
    return this.isSettled;
  }

  /** Its handler did not end when it was told to, and has only occupied a place since. */
  get isStuck(): boolean {
    return this.isLeftBehind;
  }

  progress(value: unknown): void {
    if (!this.isSettled) this.progressNote.set(value);
  }

  async endIn<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const { job, surroundings } = this;
    const begin = async (manager: EntityManager): Promise<T> => {
      const done = await work(manager);
      if (!(await surroundings.end(job, manager))) throw new NotThisAttemptsError(job.id, job.attempt);
      return done;
    };
    // For want of a connection alone no attempt is spent: all that it did before would be done again.
    const result = await patientTransaction(
      (within) => surroundings.inTransaction(within),
      begin,
      this.signal,
    );
    this.isEnded = true;
    return result;
  }

  start(): void {
    this.span = runAttempt(this.job, () => void this.run());
  }

  /** Tells the handler why it should end; one that does not is waited for no longer than the grace. */
  abort(because: AbortCause): void {
    if (this.isSettled || isFinal(this.cause) || this.cause === because) return;
    this.cause = because;
    this.controller.abort(new AttemptAbortedError(because));
    // What another worker may have now is not ours to decide on; what stops is decided by the one who stops it.
    if (isFinal(because)) this.wait(this.surroundings.graceMs, () => this.overdue(this.interrupted(because)));
  }

  /** Decides now, whatever the handler does. */
  giveUp(): void {
    this.settle({ kind: 'stopped', begun: true });
  }

  private async run(): Promise<void> {
    const { registered, job } = this;
    try {
      const outcome = await this.work(registered, job);
      this.settle(outcome);
    } finally {
      clearTimeout(this.timer);
      this.surroundings.onLeft(this);
    }
  }

  private async work({ definition, run }: RegisteredJob, job: ClaimedJob): Promise<Outcome> {
    if (job.attempt > definition.attempts) return { kind: 'exhausted', error: exhausted };
    const payload = readable(() => readPayload(definition, job.payload));
    if ('error' in payload) return { kind: 'invalid', error: payload.error };
    this.wait(definition.deadlineMs, () => this.abort('late'));
    try {
      await run(payload.value, this);
      return { kind: this.isEnded ? 'ended' : 'done' };
    } catch (error) {
      if (this.isEnded) return { kind: 'failed_after_end', error };
      return this.cause ? this.interrupted(this.cause, error) : { kind: 'failed', error };
    }
  }

  private interrupted(because: AbortCause, thrown?: unknown): Outcome {
    switch (because) {
      case 'late':
        return { kind: 'late', error: this.signal.reason };
      case 'cancelled':
        return { kind: 'cancelled' };
      case 'lost':
      case 'stopped':
        return thrown === undefined || isOf(this.signal, thrown)
          ? { kind: 'stopped', begun: true }
          : { kind: 'failed', error: thrown };
    }
  }

  /** Where nobody else may run meanwhile, its job is held until its handler has returned; else that is decided now. */
  private overdue(outcome: Outcome): void {
    if (this.isSettled) return;
    this.isLeftBehind = true;
    const { job, registered, surroundings } = this;
    const isAlone = job.orderKey !== undefined || registered.definition.overall !== undefined;
    if (!isAlone) this.settle(outcome);
    surroundings.onStuck(this);
  }

  private settle(outcome: Outcome): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.progressNote.stop();
    this.surroundings.onOutcome(this, outcome);
    if (this.span) endAttempt(this.span, outcome);
  }

  private wait(ms: number, then: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(then, ms);
  }
}

/** Waited for no longer than the grace; nothing that comes after it changes that. */
const isFinal = (because: AbortCause | undefined): because is 'late' | 'cancelled' =>
  because === 'late' || because === 'cancelled';

const exhausted = new Error('Each of its attempts ended with the worker that made it.');

/** Whether what was thrown is the abort itself, or was caused by it, as fetch and timers do. */
function isOf({ reason }: AbortSignal, thrown: unknown): boolean {
  if (thrown === reason) return true;
  const { name, cause } = (thrown ?? {}) as { name?: unknown; cause?: unknown };
  return name === 'AbortError' || cause === reason;
}

function readable<T>(read: () => T): { value: T } | { error: unknown } {
  try {
    return { value: read() };
  } catch (error) {
    return { error };
  }
}
