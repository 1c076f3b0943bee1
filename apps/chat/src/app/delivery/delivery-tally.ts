import { RecordTrouble } from '@secureconnect/realtime';

/** How catching up with the record went: it was, it did not answer, or there was too much of it. */
export type CatchUpOutcome = 'caught_up' | 'failed' | 'gave_up';

/** What delivery has done since the start. */
export class DeliveryTally extends RecordTrouble {
  /** Events told to people, one for each event and person. */
  told = 0;
  /** Times somebody was told that she may have missed something. */
  gapsTold = 0;
  /** Times the backplane said that it may have lost something. */
  gapsHeard = 0;
  readonly catchUps: Record<CatchUpOutcome, number> = { caught_up: 0, failed: 0, gave_up: 0 };
}
