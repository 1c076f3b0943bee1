import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import { type OutcomeKind } from './outcome';
import { type Verdict } from './verdict';

/** One attempt that came out, for those who count. */
export interface AttemptReport {
  readonly queue: string;
  readonly outcome: OutcomeKind;
  readonly verdict: Verdict['kind'];
  /** From being ready to its start, by PostgreSQL's clock. */
  readonly waitedMs: number;
  readonly ranMs: number;
}

/** The places of one queue in this process. */
export interface Places {
  readonly queue: string;
  readonly most: number;
  readonly running: number;
  /** Occupied by handlers that were told to end and did not. */
  readonly stuck: number;
  /** Since when at least one is. */
  readonly stuckSince: Date | undefined;
}

/** What the worker of this process does, for metrics and health. */
@Injectable()
export class JobActivity {
  /** The queue of each job that `enqueue` accepted; within a transaction that may still be rolled back. */
  readonly enqueued$ = new Subject<string>();
  readonly attempts$ = new Subject<AttemptReport>();
  private read: () => readonly Places[] = () => [];

  get places(): readonly Places[] {
    return this.read();
  }

  /** For the one who has the places. */
  showPlaces(read: () => readonly Places[]): void {
    this.read = read;
  }
}
