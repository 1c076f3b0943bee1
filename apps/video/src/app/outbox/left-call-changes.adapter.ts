import { Injectable } from '@nestjs/common';
import { LeftChanges, Outbox } from '@secureconnect/realtime';
import { CallNews } from '../calls/call-news.port';
import { CallOutboxRecord, type OutboxRow } from './call-outbox-record.adapter';

/** Publishes what was left: its row says all there is to tell. */
@Injectable()
export class LeftCallChanges extends LeftChanges {
  constructor(
    private readonly record: CallOutboxRecord,
    private readonly outbox: Outbox<OutboxRow>,
    private readonly news: CallNews,
  ) {
    super();
  }

  async tell(leftForMs: number, atMost: number): Promise<number> {
    const changes = await this.record.take(leftForMs, atMost);
    for (const change of changes) {
      this.news.publish(change);
      this.outbox.told({ callId: change.call.id, version: change.call.version });
    }
    return changes.length;
  }
}
