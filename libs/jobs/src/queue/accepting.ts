import { type Inserted, type NewJob } from '../table/job-row';
import { EnqueueDeadlineError } from './enqueue-deadline.error';
import { refusalOf } from './refusal';
import { EnqueueUnansweredError, isUnanswered } from './enqueue-unanswered.error';

/** Somebody who waits for a job to be accepted, and until when; settled once, whoever does it. */
export class Accepting {
  readonly settled: Promise<Inserted>;
  isSettled = false;
  /** A statement that may accept it is under way. */
  isAsked = false;
  /** An open transaction held one of its keys, or of another of its batch. */
  isHeld = false;
  private resolve: (outcome: Inserted) => void;
  private reject: (error: unknown) => void;
  private readonly timer: NodeJS.Timeout;

  constructor(
    readonly job: NewJob,
    readonly deadline: number,
    withinMs: number,
  ) {
    this.settled = new Promise<Inserted>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.timer = setTimeout(() => this.refuse(this.overdue()), withinMs);
  }

  accept(outcome: Inserted): void {
    this.settle(() => this.resolve(outcome));
  }

  /** What becomes of another with its keys becomes of it. */
  follow(leader: Accepting): void {
    leader.settled.then(
      ({ id }) => this.accept({ id, isNew: false }),
      (error) => this.refuse(error),
    );
  }

  refuse(cause: unknown): void {
    const isLost = this.isAsked && isUnanswered(cause);
    const error = isLost ? new EnqueueUnansweredError(this.job.id, { cause }) : refusalOf(cause);
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
