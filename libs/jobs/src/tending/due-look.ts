import { type Logger } from '@nestjs/common';
import { FaultLog } from '../fault-log';
import { type JobTable } from '../table/job-table';
import { Every } from './every';
import { type Schedules } from './schedules';

const mostPromoted = 500;
const firstRestMs = 250;
/** What is due and was not brought is in somebody else's hands just now. */
const restMs = 20;

/** What comes of a look. */
export interface LookListener {
  onReady(names: readonly string[]): void;
}

/**
 * Looks for work that nobody was woken for: what has become due, what schedules bring, and what was missed. It comes
 * back when the next of it is foreseen, and every `pollMs` anyway.
 */
export class DueLook {
  private readonly every: Every;
  private failures = 0;
  private readonly faults: FaultLog;

  constructor(
    private readonly jobs: JobTable,
    private readonly schedules: Schedules,
    private readonly listener: LookListener,
    logger: Logger,
    private readonly pollMs: number,
  ) {
    this.every = new Every(pollMs, () => this.look());
    this.faults = new FaultLog('Looking for work that is due failed', logger);
  }

  now(): void {
    this.within(0);
  }

  /** While PostgreSQL is away nobody can make it come sooner than its own rest. */
  within(ms: number): void {
    if (this.failures === 0) this.every.within(ms);
  }

  stop(): Promise<void> {
    return this.every.stop();
  }

  private async look(): Promise<void> {
    try {
      const fired = await this.schedules.fire();
      const promoted = await this.jobs.promote(mostPromoted);
      const waiting = await this.jobs.waitingNames();
      this.failures = 0;
      this.listener.onReady([...new Set([...fired, ...promoted, ...waiting])]);
      await this.foresee();
    } catch (error) {
      this.failed(error);
    }
  }

  private async foresee(): Promise<void> {
    const times = [await this.jobs.nextDueMs(), await this.schedules.nextMs()];
    const next = Math.min(...times.map((ms) => ms ?? Infinity));
    if (next < this.pollMs * 2) this.every.within(Math.max(next, restMs));
  }

  private failed(error: unknown): void {
    this.faults.note(error);
    this.failures += 1;
    const full = Math.min(this.pollMs, firstRestMs * 2 ** Math.min(this.failures - 1, 16));
    this.every.within(full * (0.5 + Math.random() / 2));
  }
}
