import { AttemptsPendingError } from './attempts-pending.error';

/** Lets those who wait for the same thing ask one after the other, so that a crowd costs no more than one. */
export class WaitingLine {
  private readonly last = new Map<string, Promise<unknown>>();
  private waiting = 0;

  constructor(private readonly most: number) {}

  /** Does the work once all before it in the line of that name have ended; refused where too many wait already. */
  async pass<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.waiting >= this.most) throw new AttemptsPendingError();
    this.waiting += 1;
    const before = this.last.get(name);
    const done = (before ?? Promise.resolve()).then(work, work);
    this.last.set(name, done);
    try {
      return await done;
    } finally {
      this.waiting -= 1;
      if (this.last.get(name) === done) this.last.delete(name);
    }
  }
}
