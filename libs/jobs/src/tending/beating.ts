import { type Logger } from '@nestjs/common';
import { FaultLog } from '../fault-log';
import { type WorkerTable } from '../table/worker-table';
import { type Lease } from '../worker/lease';
import { type WorkerIdentity } from '../worker/worker-identity';
import { Every } from './every';

/** What is to happen when the beat says something of this worker. */
export interface BeatListener {
  /** What it ran was given to others. */
  onLost(): void;
  onHeld(): void;
  /** After each beat that arrived. */
  onBeat(): Promise<void>;
}

/**
 * Tells the others that this worker lives, and this worker when it can no longer count on being believed. Silence alone
 * ends nothing: while PostgreSQL is away nobody can give its jobs to others. The first beat after it says whether
 * somebody has, and what is written back names its attempt, so that one of two ends a job.
 */
export class Beating {
  private readonly every: Every;
  private watch: NodeJS.Timeout | undefined;
  private isKnown = false;
  private readonly faults: FaultLog;

  constructor(
    private readonly workers: Pick<WorkerTable, 'beat'>,
    private readonly me: WorkerIdentity,
    private readonly atMostOnce: readonly string[],
    private readonly lease: Lease,
    private readonly listener: BeatListener,
    private readonly logger: Logger,
    private readonly beatMs: number,
  ) {
    this.every = new Every(beatMs, () => this.round());
    this.faults = new FaultLog('Looking after the workers failed', logger);
  }

  start(): void {
    this.every.now();
    // On its own: a beat may hang for as long as PostgreSQL may take.
    this.watch = setInterval(() => this.check(), Math.min(250, this.beatMs));
  }

  async stop(): Promise<void> {
    clearInterval(this.watch);
    await this.every.stop();
  }

  private async round(): Promise<void> {
    const begunAt = performance.now();
    try {
      if (!(await this.workers.beat(this.me.id, this.me.host, this.atMostOnce))) this.entered();
      if (this.lease.renew(begunAt)) this.listener.onHeld();
      await this.listener.onBeat();
    } catch (error) {
      this.faults.note(error); // That the lease is lost is told below.
    }
  }

  private entered(): void {
    if (this.isKnown) {
      this.logger.warn(
        'This worker was given up for dead while it was not heard of: its jobs are told to end',
      );
      this.listener.onLost();
    }
    this.isKnown = true;
  }

  private check(): void {
    if (!this.lease.expires()) return;
    this.logger.warn('This worker is not heard of: it takes no more jobs');
  }
}
