import { Injectable } from '@nestjs/common';
import { type MemberRole } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { DataSource } from 'typeorm';

const sql = prepared(`
  SELECT v.role, c.version::float8 AS version
  FROM members v JOIN conversations c ON c.id = v.conversation_id AND c.deleted_at IS NULL
  WHERE v.conversation_id = $1 AND v.user_id = $2 AND v.left_at IS NULL`);

/** What somebody is in a conversation, and at which of its versions. */
export interface RecordedMembership {
  readonly role: MemberRole;
  readonly version: number;
}

/** Asks the record itself: what other services let people do by the answer, they may do for long. */
@Injectable()
export class RecordedMemberships {
  constructor(private readonly source: DataSource) {}

  async find(conversationId: string, userId: string): Promise<RecordedMembership | undefined> {
    const [row] = await this.source.query<RecordedMembership[]>(sql, [conversationId, userId]);
    return row;
  }
}
