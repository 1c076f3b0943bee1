import { type NewJob } from '../table/job-row';
import { EnqueueDeadlineError } from './enqueue-deadline.error';

/** Somebody who waits for a job to be accepted, and until when; settled once, whoever does it. */
export class Accepting<T> {
  readonly settled: Promise<T>;
  isSettled = false;
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
    this.timer = setTimeout(() => this.refuse(new EnqueueDeadlineError()), withinMs);
  }

  accept(outcome: T): void {
    this.settle(() => this.resolve(outcome));
  }

  refuse(error: unknown): void {
    this.settle(() => this.reject(error));
  }

  private settle(tell: () => void): void {
    if (this.isSettled) return;
    this.isSettled = true;
    clearTimeout(this.timer);
    tell();
  }
}
