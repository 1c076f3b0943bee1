import { type NewJob } from '../table/job-row';
import { EnqueueDeadlineError } from './enqueue-deadline.error';
import { EnqueueUnansweredError, isUnanswered } from './enqueue-unanswered.error';

/** Somebody who waits for a job to be accepted, and until when; settled once, whoever does it. */
export class Accepting<T> {
  readonly settled: Promise<T>;
  isSettled = false;
  /** A statement that may accept it is under way. */
  isAsked = false;
  private resolve: (outcome: T) => void;
  private reject: (error: unknown) => void;
  private readonly timer: NodeJS.Timeout;

  constructor(
    readonly job: NewJob,
    readonly deadline: number,
    withinMs: number,
  ) {
    this.settled = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.timer = setTimeout(() => this.refuse(this.overdue()), withinMs);
  }

  accept(outcome: T): void {
    this.settle(() => this.resolve(outcome));
  }

  refuse(cause: unknown): void {
    const error = isUnanswered(cause) ? new EnqueueUnansweredError(this.job.id, { cause }) : cause;
    this.settle(() => this.reject(error));
  }

  private overdue(): Error {
    return this.isAsked ? new EnqueueUnansweredError(this.job.id) : new EnqueueDeadlineError();
  }

  private settle(tell: () => void): void {
    if (this.isSettled) return;
    this.isSettled = true;
    clearTimeout(this.timer);
    tell();
  }
}
