import { Injectable } from '@nestjs/common';
import { type ChatChange, type ChatChanges } from '@secureconnect/contracts';
import { type Caller } from '@secureconnect/identity';
import { InjectSettings } from '@secureconnect/platform';
import { type ConversationChange } from '../delivery/conversation-change';
import { CursorTooOldError } from './cursor-too-old.error';
import { type MissedQuestion } from './missed-row';
import { SharedFlights } from './shared-flights';
import { cursorBefore, isSafe, readSyncCursor, type SyncCursor, writeSyncCursor } from './sync-cursor';
import { type SyncValues } from './sync.settings';
import { MissedInFull, type ToldMissed, type ToldRow } from './missed-in-full';

/** What somebody asks who was away; without a cursor, for one to begin with. */
export interface SyncQuestion {
  readonly caller: Pick<Caller, 'userId'>;
  readonly cursor?: string;
  readonly limit?: number;
}

const shared = { seats: 100, spacingMs: 50, waiting: 5_000, patienceMs: 3_000 };
const dayMs = 86_400_000;

/** Tells somebody what she missed, in the order in which it was committed. */
@Injectable()
export class ResumeSync {
  private readonly flights: SharedFlights<MissedQuestion, ToldMissed>;
  private readonly keptMs: number;

  constructor(missed: MissedInFull, @InjectSettings() values: SyncValues) {
    const limits = { ...shared, flights: values.SYNC_QUERIES };
    this.flights = new SharedFlights((questions) => missed.of(questions), limits);
    this.keptMs = values.SYNC_KEPT_DAYS * dayMs;
  }

  async execute({ caller: { userId }, cursor, limit = 100 }: SyncQuestion): Promise<ChatChanges> {
    const after = cursor === undefined ? undefined : readSyncCursor(userId, cursor);
    if (after && Date.now() - after.at.getTime() > this.keptMs) throw new CursorTooOldError('');
    const told = await this.flights.ask({ userId, after, limit });
    if (after && isOfLater(after, told)) throw new CursorTooOldError('');
    const next = writeSyncCursor(userId, nextOf(told, after));
    const items = told.rows.flatMap(hersOf).map(({ event, data }) => ({ event, data }) as ChatChange);
    return { items, next_cursor: next, has_more: told.hasMore };
  }
}

/** Of a database that was put back to an earlier state. */
const isOfLater = ({ xid, safe }: SyncCursor, { horizon, newest }: ToldMissed): boolean =>
  BigInt(safe.xid) > BigInt(horizon) || BigInt(xid) > BigInt(newest);

/** After the last page from where nothing can come late: what was told beyond it is told again, and nothing is skipped. */
function nextOf({ rows, hasMore, horizon, at }: ToldMissed, after: SyncCursor | undefined): SyncCursor {
  const safe = after && !isSafe(after) ? after.safe : { xid: horizon, at };
  const last = rows.at(-1);
  if (!hasMore || !last || !after) return cursorBefore(safe);
  return { xid: last.xid, conversationId: last.conversation_id, version: last.version, at: after.at, safe };
}

/** Who came later may not read by an edit what was said before; but each version is told. */
const hersOf = ({ joined_seq, change }: ToldRow): readonly ConversationChange[] => {
  const isHers = !('message' in change.data) || (joined_seq !== null && change.data.message.seq > joined_seq);
  return isHers ? [change] : change.newcomers ? [change.newcomers.change] : [];
};
