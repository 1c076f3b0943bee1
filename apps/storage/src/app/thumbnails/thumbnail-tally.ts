import { Injectable } from '@nestjs/common';

/** What becomes of a picture: `none`, it cannot be drawn; `late`, somebody else did, or it was deleted. */
export const thumbnailOutcomes = ['made', 'none', 'crashed', 'failed', 'late'] as const;

/** One of them. */
export type ThumbnailOutcome = (typeof thumbnailOutcomes)[number];

/** How often pictures were drawn here, and how long it took. */
@Injectable()
export class ThumbnailTally {
  readonly counts = new Map<ThumbnailOutcome, number>(thumbnailOutcomes.map((outcome) => [outcome, 0]));
  /** Whoever shows them hears of each. */
  onDrawn: (seconds: number) => void = () => undefined;

  count(outcome: ThumbnailOutcome): void {
    this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + 1);
  }
}
