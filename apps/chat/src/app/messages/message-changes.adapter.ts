import { Injectable } from '@nestjs/common';
import { type MessageWire } from '@secureconnect/contracts';
import { classifyDatabaseError } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { ChangePublisher } from '../delivery/change-publisher';
import { type ConversationChange } from '../delivery/conversation-change';
import { markRecorded } from '../delivery/mark-recorded';
import { spareNewcomers } from '../delivery/spare-newcomers';
import { type MessageChange } from './message-change';
import { messageWireOf, type MessageRow } from './message-row';

/** What a change came to, and the message as it is now, where she may see it. */
export interface Changed<Outcome extends string> {
  readonly outcome: Outcome;
  readonly message: MessageWire | undefined;
}

type Row = MessageRow & { readonly outcome: string; readonly version: string | null };

/** Changes messages, each in one round trip, and tells of it once it is committed. */
@Injectable()
export class MessageChanges {
  constructor(
    private readonly source: DataSource,
    private readonly publisher: ChangePublisher,
  ) {}

  async make<Outcome extends string>(
    { event, text }: MessageChange<Outcome>,
    values: readonly unknown[],
  ): Promise<Changed<Outcome>> {
    const [row] = await this.source.query<(Row | undefined)[]>(text, [...values]);
    if (!row) throw new Error('A change of a message came to nothing that is known');
    const message = row.id === null ? undefined : messageWireOf(row);
    if (message && row.version !== null) {
      const [version, { conversation_id }] = [Number(row.version), message];
      await this.tell({ conversation_id, version, event, data: { message, version } });
    }
    return { outcome: row.outcome as Outcome, message };
  }
  private async tell(change: ConversationChange): Promise<void> {
    try {
      for (const each of await spareNewcomers(this.source, [change])) {
        // What newcomers are told instead was read after the commit.
        const [told = each] = each.newcomers ? await markRecorded(this.source, [each]) : [each];
        this.publisher.publish(told);
      }
    } catch (error) {
      // It is committed, and must not be reported as failed; the outbox tells it once PostgreSQL answers again.
      if (classifyDatabaseError(error) === undefined) throw error;
    }
  }
}
