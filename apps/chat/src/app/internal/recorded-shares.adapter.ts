import { Injectable } from '@nestjs/common';
import { prepared } from '@secureconnect/platform';
import { DataSource } from 'typeorm';

/**
 * A deleted message shares nothing, and who came later or has left is shown nothing of before or after. Where the file
 * was sent is found first, by the index of files, however much has been said where the reader is.
 */
const sql = prepared(`
  WITH sent AS MATERIALIZED (
    SELECT m.conversation_id, m.seq FROM messages m
    WHERE m.attachments @> ARRAY[$1::uuid] AND m.attachments <> '{}' AND m.sender_id = $2 AND m.deleted_at IS NULL)
  SELECT 1 FROM sent m
  JOIN members v ON v.conversation_id = m.conversation_id AND v.user_id = $3 AND v.left_at IS NULL
    AND m.seq > v.joined_seq
  JOIN conversations c ON c.id = m.conversation_id AND c.deleted_at IS NULL LIMIT 1`);

/** Which files were sent to whom, as the record of messages says. */
@Injectable()
export class RecordedShares {
  constructor(private readonly source: DataSource) {}

  async has(fileId: string, ownerId: string, userId: string): Promise<boolean> {
    return (await this.source.query<unknown[]>(sql, [fileId, ownerId, userId])).length > 0;
  }
}
