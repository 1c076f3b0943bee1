import { Injectable } from '@nestjs/common';
import { prepared } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { DataSource } from 'typeorm';
import { type Membership, Memberships } from './memberships';

const placeSql = prepared(`
  SELECT role, joined_seq::float8 AS "joinedSeq", joined_version::float8 AS "joinedVersion"
  FROM members WHERE conversation_id = $1 AND user_id = $2 AND left_at IS NULL`);
const sharingSql = prepared(`
  SELECT o.user_id FROM unnest($2::uuid[]) AS o(user_id) WHERE EXISTS (
    SELECT FROM members a JOIN members b USING (conversation_id)
    WHERE a.user_id = $1 AND a.left_at IS NULL AND b.user_id = o.user_id AND b.left_at IS NULL)`);

/** The record itself, each time: news that she was removed may be late, and she must not read until it comes. */
@Injectable()
export class MembershipRecord extends Memberships {
  constructor(private readonly source: DataSource) {
    super();
  }

  @RedisFree('memberships.of')
  async of(conversationId: string, userId: string): Promise<Membership | undefined> {
    const [row] = await this.source.query<Membership[]>(placeSql, [conversationId, userId]);
    return row;
  }

  @RedisFree('memberships.sharing')
  async sharing(userId: string, others: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.source.query<{ user_id: string }[]>(sharingSql, [userId, others]);
    return new Set(rows.map(({ user_id }) => user_id));
  }
}
