import { decodeCursor, encodeCursor } from '@secureconnect/platform';
import { CursorElsewhereError } from '../messages/cursor-elsewhere.error';

/** Up to where somebody has been told what happened, in the order of commits. */
export interface SyncCursor {
  /** The transaction, as a text: there are more than a number holds. */
  readonly xid: string;
  readonly conversationId: string;
  readonly version: number;
  /** When it was so. */
  readonly at: Date;
}

const nil = '00000000-0000-0000-0000-000000000000';
const xidForm = /^\d{1,19}$/;

/** Before all that transactions from this one on did. */
export const cursorBefore = (xid: string, at: Date): SyncCursor => ({
  ...{ xid, conversationId: nil, version: 0, at },
});

/** Of one person, and good for no other. */
export const writeSyncCursor = (userId: string, { xid, conversationId, version, at }: SyncCursor): string =>
  encodeCursor([userId, xid, conversationId, version, at]);

/** Rejects what is none, and another person's. */
export function readSyncCursor(userId: string, text: string): SyncCursor {
  const kinds = ['uuid', 'string', 'uuid', 'number', 'time'] as const;
  const [of, xid, conversationId, version, at] = decodeCursor(text, kinds);
  const isWhole = Number.isSafeInteger(version) && version >= 0;
  if (of !== userId || !xidForm.test(xid) || !isWhole) throw new CursorElsewhereError('');
  return { xid, conversationId, version, at };
}
