import { Injectable } from '@nestjs/common';
import { prepared } from '@secureconnect/platform';
import { DataSource } from 'typeorm';

/** Somebody's place in a conversation, at the version at which it was read. */
export interface ReadPlace {
  readonly userId: string;
  readonly conversationId: string;
  readonly version: number;
  /** The change by which she came in. */
  readonly joinedVersion: number;
}

/** Somebody and a conversation, of which nobody knows yet whether she is in it. */
export type AskedPlace = Pick<ReadPlace, 'userId' | 'conversationId'>;

/** A conversation at a version, and who of those asked for is in it then. */
export interface ReadMembers {
  readonly version: number;
  readonly members: readonly string[];
}

/** From people to conversations whatever is known of the tables: a join is planned through all conversations while they are new. */
const placesSql = prepared(`
  WITH places AS MATERIALIZED (
    SELECT m.user_id, m.conversation_id, m.joined_version, (SELECT c.version FROM conversations c
      WHERE c.id = m.conversation_id AND c.deleted_at IS NULL) AS version
    FROM members m WHERE m.user_id = ANY ($1::uuid[]) AND m.left_at IS NULL)
  SELECT * FROM places WHERE version IS NOT NULL`);

const placesAmongSql = prepared(`
  SELECT m.user_id, m.conversation_id, m.joined_version, c.version
  FROM unnest($1::uuid[], $2::uuid[]) AS asked (conversation_id, user_id)
  JOIN members m USING (conversation_id, user_id) JOIN conversations c ON c.id = m.conversation_id
  WHERE m.left_at IS NULL AND c.deleted_at IS NULL`);

const versionsSql = prepared('SELECT id, version FROM conversations WHERE id = ANY ($1::uuid[])');

const membersSql = prepared(`
  SELECT c.version, coalesce(array_agg(m.user_id) FILTER (WHERE m.user_id IS NOT NULL), '{}')::text[] AS members
  FROM conversations c LEFT JOIN members m
    ON m.conversation_id = c.id AND m.user_id = ANY ($2::uuid[]) AND m.left_at IS NULL AND c.deleted_at IS NULL
  WHERE c.id = $1 GROUP BY c.id`);

interface PlaceRow {
  readonly user_id: string;
  readonly conversation_id: string;
  readonly joined_version: string;
  readonly version: string;
}

const placeOf = ({ user_id, conversation_id, joined_version, version }: PlaceRow): ReadPlace => ({
  ...{ userId: user_id, conversationId: conversation_id },
  ...{ version: Number(version), joinedVersion: Number(joined_version) },
});

/** What streams ask the record, in as few statements as can be. */
@Injectable()
export class StreamRecord {
  constructor(private readonly source: DataSource) {}

  /** All places of these people. */
  async placesOf(userIds: readonly string[]): Promise<ReadPlace[]> {
    return (await this.source.query<PlaceRow[]>(placesSql, [userIds])).map(placeOf);
  }

  /** Those of these places that there are. */
  async placesAmong(asked: readonly AskedPlace[]): Promise<ReadPlace[]> {
    const values = [asked.map(({ conversationId }) => conversationId), asked.map(({ userId }) => userId)];
    return (await this.source.query<PlaceRow[]>(placesAmongSql, values)).map(placeOf);
  }

  /** How far these conversations are. */
  async versionsOf(conversationIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    type Row = { id: string; version: string };
    const rows = await this.source.query<Row[]>(versionsSql, [conversationIds]);
    return new Map(rows.map(({ id, version }) => [id, Number(version)]));
  }

  /** Which of these people are in a conversation now; undefined: there is no such conversation. */
  async membersAmong(conversationId: string, userIds: readonly string[]): Promise<ReadMembers | undefined> {
    type Row = { version: string; members: string[] };
    const [row] = await this.source.query<Row[]>(membersSql, [conversationId, userIds]);
    return row && { version: Number(row.version), members: row.members };
  }
}
