import { Injectable } from '@nestjs/common';
import { Outbox } from '@secureconnect/realtime';
import { type Call } from '../machine/call';
import { type OutboxRow } from '../outbox/call-outbox-record.adapter';
import { type CallChange } from './call-change';
import { CallNews } from './call-news.port';
import { CallTally } from './call-tally';

/** What becomes of a change once it is committed. */
@Injectable()
export class CommittedChanges {
  constructor(
    private readonly news: CallNews,
    private readonly outbox: Outbox<OutboxRow>,
    private readonly tally: CallTally,
  ) {}

  /** `before`: the call as it was; none of one that has just begun. Never throws. */
  tell(change: CallChange, before?: Call): void {
    this.news.publish(change);
    this.outbox.told({ callId: change.call.id, version: change.call.version });
    this.tally.note(change, before);
  }
}
