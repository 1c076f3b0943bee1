import { Injectable } from '@nestjs/common';
import { type ConversationType, type MemberRole } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { DataSource } from 'typeorm';

const sql = prepared(`
  SELECT v.role, c.version::float8 AS version
  FROM members v JOIN conversations c ON c.id = v.conversation_id AND c.deleted_at IS NULL
  WHERE v.conversation_id = $1 AND v.user_id = $2 AND v.left_at IS NULL`);

const callableSql = prepared(`
  SELECT c.type, v.role, ARRAY (
    SELECT o.user_id FROM members o
    WHERE o.conversation_id = c.id AND o.left_at IS NULL AND o.user_id <> v.user_id
    ORDER BY o.joined_at, o.user_id LIMIT 100)::text[] AS other_ids
  FROM members v JOIN conversations c ON c.id = v.conversation_id AND c.deleted_at IS NULL
  WHERE v.conversation_id = $1 AND v.user_id = $2 AND v.left_at IS NULL`);

const endedSql = prepared(`
  SELECT a.conversation_id, a.user_id FROM unnest($1::uuid[], $2::uuid[]) AS a(conversation_id, user_id)
  WHERE NOT EXISTS (
    SELECT FROM members m JOIN conversations c ON c.id = m.conversation_id AND c.deleted_at IS NULL
    WHERE m.conversation_id = a.conversation_id AND m.user_id = a.user_id AND m.left_at IS NULL)`);

/** What somebody is in a conversation, and at which of its versions. */
export interface RecordedMembership {
  readonly role: MemberRole;
  readonly version: number;
}

/** A conversation as one who is in it may call there. */
export interface CallableConversation {
  readonly type: ConversationType;
  readonly role: MemberRole;
  readonly other_ids: readonly string[];
}

/** Somebody in a conversation. */
export interface MembershipOf {
  readonly conversation_id: string;
  readonly user_id: string;
}

/** Asks the record itself: what other services let people do by the answer, they may do for long. */
@Injectable()
export class RecordedMemberships {
  constructor(private readonly source: DataSource) {}

  async find(conversationId: string, userId: string): Promise<RecordedMembership | undefined> {
    const [row] = await this.source.query<RecordedMembership[]>(sql, [conversationId, userId]);
    return row;
  }

  /** Undefined where she is not in it; of the others the hundred who have been there longest. */
  async callable(conversationId: string, userId: string): Promise<CallableConversation | undefined> {
    const [row] = await this.source.query<CallableConversation[]>(callableSql, [conversationId, userId]);
    return row;
  }

  /** Those of these that are so no longer, or never were. */
  async endedOf(memberships: readonly MembershipOf[]): Promise<readonly MembershipOf[]> {
    const ids = memberships.map(({ conversation_id }) => conversation_id);
    const people = memberships.map(({ user_id }) => user_id);
    return this.source.query<MembershipOf[]>(endedSql, [ids, people]);
  }
}
