import { Injectable } from '@nestjs/common';

/**
 * What a sweep does with what it finds: `asked`, a job for it had been lost; `lost`, its bytes are not in the store;
 * `found`, they are there again; `redrawn`, a thumbnail was lost and is drawn again; `failed`, it is tried again.
 */
export const sweepOutcomes = [
  'settled',
  'dropped',
  'expired',
  'removed',
  'asked',
  'lost',
  'found',
  'redrawn',
  'failed',
] as const;

/** One of them. */
export type SweepOutcome = (typeof sweepOutcomes)[number];

/** How often the sweeps of this instance did what. */
@Injectable()
export class SweepTally {
  readonly counts = new Map<SweepOutcome, number>();
  /** Sweeps that came to their end, and such as did not. */
  readonly runs = { done: 0, failed: 0 };
  /** What the last one that failed said; nothing, if the last one did not. */
  lastFailure: { readonly since: Date; readonly error: string } | undefined;

  constructor() {
    for (const outcome of sweepOutcomes) this.counts.set(outcome, 0);
  }

  count(outcome: SweepOutcome): void {
    this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + 1);
  }

  ended(failures: readonly unknown[]): void {
    this.runs[failures.length === 0 ? 'done' : 'failed'] += 1;
    const [first] = failures;
    if (first === undefined) this.lastFailure = undefined;
    else this.lastFailure = { since: this.lastFailure?.since ?? new Date(), error: messageOf(first) };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
