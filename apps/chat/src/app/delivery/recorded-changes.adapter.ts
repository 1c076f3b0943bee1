import { Injectable } from '@nestjs/common';
import { prepared } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { ChangeReader } from '../sync/change-reader';
import { changeColumns, type ChangeRow } from './change-row';
import { type ConversationChange } from './conversation-change';
import { markRecorded } from './mark-recorded';
import { tellChanges } from './tell-changes';

const sql = prepared(`
  SELECT ${changeColumns} FROM changes ch WHERE ch.conversation_id = $1 AND ch.version > $2
  ORDER BY ch.version LIMIT $3`);

/** The changes that PostgreSQL keeps. */
@Injectable()
export class RecordedChanges extends ChangeReader {
  constructor(private readonly source: DataSource) {
    super();
  }

  async after(
    conversationId: string,
    version: number,
    limit: number,
  ): Promise<readonly ConversationChange[]> {
    const rows = await this.source.query<ChangeRow[]>(sql, [conversationId, version, limit]);
    return markRecorded(this.source, await tellChanges(this.source, rows));
  }
}
