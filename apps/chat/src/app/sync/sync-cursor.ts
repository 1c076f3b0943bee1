import { decodeCursor, encodeCursor } from '@secureconnect/platform';
import { CursorElsewhereError } from '../messages/cursor-elsewhere.error';

/** A transaction before which all have ended, as a text: there are more than a number holds; and when it was so. */
export interface SafePlace {
  readonly xid: string;
  readonly at: Date;
}

/** Up to where somebody has been told what happened, in the order of commits, as far as it could be seen. */
export interface SyncCursor extends SafePlace {
  readonly conversationId: string;
  readonly version: number;
  /** Where to go on once the last page was told: what comes late before a page comes after this. */
  readonly safe: SafePlace;
}

const nil = '00000000-0000-0000-0000-000000000000';
const xidForm = /^\d{1,19}$/;
const kinds = ['uuid', 'string', 'uuid', 'count', 'time', 'string', 'time'] as const;

/** Before all that transactions from this one on did. */
export const cursorBefore = (safe: SafePlace): SyncCursor => ({
  ...safe,
  ...{ conversationId: nil, version: 0, safe },
});

/** Whether nothing can come late any more before it. */
export const isSafe = ({ xid, conversationId, safe }: SyncCursor): boolean =>
  BigInt(xid) < BigInt(safe.xid) || (BigInt(xid) === BigInt(safe.xid) && conversationId === nil);

/** Of one person, and good for no other. */
export const writeSyncCursor = (userId: string, cursor: SyncCursor): string => {
  const { xid, conversationId, version, at, safe } = cursor;
  return encodeCursor([userId, xid, conversationId, version, at, safe.xid, safe.at]);
};

/** Rejects what is none, and another person's. */
export function readSyncCursor(userId: string, text: string): SyncCursor {
  const [of, xid, conversationId, version, at, safeXid, safeAt] = decodeCursor(text, kinds);
  if (of !== userId || !xidForm.test(xid) || !xidForm.test(safeXid)) throw new CursorElsewhereError('');
  return { xid, conversationId, version, at, safe: { xid: safeXid, at: safeAt } };
}
