import { type JobReports } from '../table/job-reports';
import { type JobStats } from './job-stats';

const freshMs = 1_000;
const answerWithinMs = 1_000;

/** The counts of all queues, asked for once a second at most, and the last known ones while nobody answers. */
export class KnownStats {
  private known: JobStats = { isCurrent: false, queues: [] };
  private freshUntil = 0;
  private asking: Promise<void> | undefined;

  constructor(
    private readonly reports: JobReports,
    private readonly now: () => number = () => performance.now(),
  ) {}

  async get(): Promise<JobStats> {
    if (this.now() >= this.freshUntil) {
      this.asking ??= this.ask().finally(() => (this.asking = undefined));
      await Promise.race([this.asking, this.patience()]);
    }
    return this.known;
  }

  private async ask(): Promise<void> {
    try {
      const queues = await this.reports.stats(answerWithinMs);
      this.known = { asOf: new Date(), isCurrent: true, queues };
      this.freshUntil = this.now() + freshMs;
    } catch {
      this.outdate(); // That PostgreSQL is away is told by its own health.
    }
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
