import { type ConversationType, type MemberRole } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { type EntityManager } from 'typeorm';
import { addChanges } from '../delivery/add-changes';
import { type ChangeRow } from '../delivery/change-row';
import { type ConversationChange } from '../delivery/conversation-change';
import { ConversationUnknownError } from '../memberships/conversation-unknown.error';
import { DirectConversationFixedError } from './direct-conversation-fixed.error';

/** Whoever is no member locks nothing. */
const lockSql = prepared(`
  SELECT c.type, c.version::float8 AS version, c.last_seq::float8 AS "lastSeq" FROM conversations c
  WHERE c.id = $1 AND c.deleted_at IS NULL AND is_member($1, $2) FOR UPDATE`);
const roleSql = prepared(
  'SELECT role FROM members WHERE conversation_id = $1 AND user_id = $2 AND left_at IS NULL',
);
/** How many are in it is counted where somebody came or went: whoever lists conversations need not. */
const versionSql = prepared(`
  UPDATE conversations SET version = $2, updated_at = clock_timestamp(),
    member_count = CASE WHEN $3 THEN (
      SELECT count(*) FROM members WHERE conversation_id = $1 AND left_at IS NULL) ELSE member_count END
  WHERE id = $1`);

interface State {
  readonly type: ConversationType;
  readonly version: number;
  readonly lastSeq: number;
}

/** A conversation that nobody else changes until the transaction ends, and what is done to it. */
export class LockedConversation {
  private readonly rows: ChangeRow[] = [];

  private constructor(
    readonly manager: EntityManager,
    readonly id: string,
    private readonly state: State,
    readonly actor: string,
    /** What the actor is in it. */
    readonly role: MemberRole,
  ) {}

  /** Rejects with `ConversationUnknownError` where the actor is not in it. */
  static async open(manager: EntityManager, id: string, actor: string): Promise<LockedConversation> {
    const [state] = await manager.query<State[]>(lockSql, [id, actor]);
    const [place] = state ? await manager.query<{ role: MemberRole }[]>(roleSql, [id, actor]) : [];
    if (!state || !place) throw new ConversationUnknownError('');
    return new LockedConversation(manager, id, state, actor, place.role);
  }

  get lastSeq(): number {
    return this.state.lastSeq;
  }

  requireGroup(): void {
    if (this.state.type === 'direct') throw new DirectConversationFixedError('');
  }

  /** Whether anybody came, went, or is something else in it now. */
  private get hasOtherMembers(): boolean {
    return this.rows.some(({ kind, about }) => about !== null || kind === 'conversation.deleted');
  }

  /** Takes the next version for a change. */
  note(kind: ChangeRow['kind'], about: string | null = null): number {
    const version = this.state.version + this.rows.length + 1;
    this.rows.push({ conversation_id: this.id, version, kind, about });
    return version;
  }

  /** Writes down all that was noted; gives what is to be published once it is committed. */
  async close(): Promise<readonly ConversationChange[]> {
    const last = this.rows.at(-1);
    if (!last) return [];
    await this.manager.query(versionSql, [this.id, last.version, this.hasOtherMembers]);
    return addChanges(this.manager, this.actor, this.rows);
  }
}
