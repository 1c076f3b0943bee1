import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 500;

/** What has to be done so that Redis is as it was: registered before anything is taken away. */
export class GiveBack {
  private readonly tasks: (() => Promise<void>)[] = [];

  /** Before the act, since a reply that is lost does not say that nothing was done. */
  register(task: () => Promise<void>): void {
    this.tasks.unshift(task);
  }

  /** Undoes all, last registered first; what fails is tried once more, and does not keep the rest from being undone. */
  async all(): Promise<void> {
    const failures: unknown[] = [];
    for (const task of this.tasks.splice(0))
      await task()
        .catch(() => sleep(pauseMs).then(task))
        .catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}
