import { Injectable } from '@nestjs/common';
import { RecordTrouble } from '@secureconnect/realtime';

/** How reading what was missed of a call went: it was read, or the record did not answer. */
export type CatchUpOutcome = 'caught_up' | 'failed';

/** What delivery has done since the start. */
@Injectable()
export class DeliveryTally extends RecordTrouble {
  /** Changes told here, in their order. */
  told = 0;
  /** Of them those that had to wait for the ones between. */
  late = 0;
  /** Of them those that nobody brought, and the record was asked for. */
  read = 0;
  /** Changes that came a second time. */
  dropped = 0;
  /** Events that went to sockets, one for each of them. */
  events = 0;
  /** Times the backplane said that it may have lost something. */
  gaps = 0;
  readonly catchUps: Record<CatchUpOutcome, number> = { caught_up: 0, failed: 0 };
}
