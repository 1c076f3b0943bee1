import { FaultLog } from '../fault-log';
import { type JobReports, type QueueStats } from '../table/job-reports';
import { type JobStats } from './job-stats';

const freshMs = 1_000;
const answerWithinMs = 1_000;

/** The counts of all queues, asked for once a second at most, and the last known ones while nobody answers. */
export class KnownStats {
  private known: JobStats = { isCurrent: false, queues: [] };
  private freshUntil = 0;
  private asking: Promise<void> | undefined;
  private changes = 0;
  private readonly faults = new FaultLog('The jobs cannot be counted');

  constructor(
    private readonly reports: JobReports,
    private readonly now: () => number = () => performance.now(),
  ) {}

  async get(): Promise<JobStats> {
    if (this.now() >= this.freshUntil) {
      this.asking ??= this.ask();
      await Promise.race([this.asking, this.patience()]);
    }
    return this.known;
  }

  /** Something was changed here: whoever asks from now on is not told what was counted before. */
  forget(): void {
    this.changes += 1;
    this.freshUntil = 0;
    this.asking = undefined;
  }

  private async ask(): Promise<void> {
    const { changes } = this;
    try {
      const queues = await this.reports.stats(answerWithinMs);
      if (changes === this.changes) this.learn(queues);
    } catch (error) {
      this.faults.note(error);
      this.outdate();
    }
    if (changes === this.changes) this.asking = undefined;
  }

  private learn(queues: readonly QueueStats[]): void {
    this.known = { asOf: new Date(), isCurrent: true, queues };
    this.freshUntil = this.now() + freshMs;
  }

  /** Also of a pool that has no connection to give, nobody waits longer than of PostgreSQL. */
  private patience(): Promise<void> {
    return new Promise((resolve) => {
      const lose = (): void => {
        if (this.now() >= this.freshUntil) this.outdate();
        resolve();
      };
      setTimeout(lose, answerWithinMs).unref();
    });
  }

  private outdate(): void {
    this.known = { ...this.known, isCurrent: false };
  }
}
