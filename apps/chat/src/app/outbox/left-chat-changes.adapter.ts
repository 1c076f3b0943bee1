import { Injectable } from '@nestjs/common';
import { LeftChanges } from '@secureconnect/realtime';
import { ChangePublisher } from '../delivery/change-publisher';
import { ChangeReader } from '../sync/change-reader';
import { ChatOutboxRecord, type OutboxRow } from './chat-outbox-record.adapter';

const batch = 200;

/** Reads what was left as it is now, and publishes it, which settles it as well. */
@Injectable()
export class LeftChatChanges extends LeftChanges {
  constructor(
    private readonly record: ChatOutboxRecord,
    private readonly changes: ChangeReader,
    private readonly publisher: ChangePublisher,
  ) {
    super();
  }

  async tell(leftForMs: number, atMost: number): Promise<number> {
    const rows = await this.record.take(leftForMs, atMost);
    for (const [conversationId, versions] of byConversation(rows))
      await this.publish(conversationId, versions);
    return rows.length;
  }

  /** From the first that was left on; what was told before is told again, and dropped where it was heard. */
  private async publish(conversationId: string, versions: readonly number[]): Promise<void> {
    const [first, last] = [Math.min(...versions), Math.max(...versions)];
    for (let told = first - 1; told < last;) {
      const found = await this.changes.after(conversationId, told, batch);
      for (const change of found) if (change.version <= last) this.publisher.publish(change);
      told = found.at(-1)?.version ?? last;
    }
  }
}

function byConversation(rows: readonly OutboxRow[]): Map<string, number[]> {
  const grouped = new Map<string, number[]>();
  for (const { conversation_id, version } of rows)
    grouped.set(conversation_id, [...(grouped.get(conversation_id) ?? []), version]);
  return grouped;
}
