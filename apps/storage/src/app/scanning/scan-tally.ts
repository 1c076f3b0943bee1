import { Injectable } from '@nestjs/common';

/** What becomes of a scan: `partly`, of a large file only the beginning was looked through; `away`, nobody could say. */
export const scanOutcomes = ['clean', 'partly', 'infected', 'unscanned', 'away', 'failed'] as const;

/** One of them. */
export type ScanOutcome = (typeof scanOutcomes)[number];

/** How often files were looked through here. */
@Injectable()
export class ScanTally {
  readonly counts = new Map<ScanOutcome, number>(scanOutcomes.map((outcome) => [outcome, 0]));

  count(outcome: ScanOutcome): void {
    this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + 1);
  }
}
