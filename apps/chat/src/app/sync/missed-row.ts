import { type ChangeRow } from '../delivery/change-row';
import { type SyncCursor } from './sync-cursor';

/** What somebody asks for; without a cursor only for where she is now. */
export interface MissedQuestion {
  readonly userId: string;
  readonly after: SyncCursor | undefined;
  readonly limit: number;
}

/** A change somebody missed. */
export interface MissedRow extends ChangeRow {
  readonly xid: string;
  /** Messages up to this one were not for her; none: she hears of no message here. */
  readonly joined_seq: number | null;
}

/** All there is to see, up to one more than was asked for, and how much of it will never be added to. */
export interface Missed {
  readonly rows: readonly MissedRow[];
  /** There may be more, though it is less than was asked for. */
  readonly isCut: boolean;
  /** All transactions before this one have ended. */
  readonly horizon: string;
  /** None that is not before this one has been seen. */
  readonly newest: string;
  readonly at: Date;
}
