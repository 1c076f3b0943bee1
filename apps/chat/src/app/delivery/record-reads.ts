import { DeliveryReads } from '@secureconnect/realtime';
import { type ChangeReader } from '../sync/change-reader';
import { type ConversationChange } from './conversation-change';
import { type DeliveryTally } from './delivery-tally';
import {
  type AskedPlace,
  type ReadMembers,
  type ReadPlace,
  type StreamRecord,
} from './stream-record.adapter';

/** The record as streams read it: so many at a time and no more, and each within its deadline. */
export class RecordReads extends DeliveryReads {
  constructor(
    private readonly record: StreamRecord,
    private readonly changes: ChangeReader,
    tally: DeliveryTally,
  ) {
    super(tally);
  }

  changesAfter(
    conversationId: string,
    version: number,
    limit: number,
  ): Promise<readonly ConversationChange[]> {
    return this.read('changes', () => this.changes.after(conversationId, version, limit));
  }

  placesOf(userIds: readonly string[]): Promise<ReadPlace[]> {
    return this.read('places', () => this.record.placesOf(userIds));
  }

  placesAmong(asked: readonly AskedPlace[]): Promise<ReadPlace[]> {
    return this.read('newcomers', () => this.record.placesAmong(asked));
  }

  versionsOf(conversationIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.read('versions', () => this.record.versionsOf(conversationIds));
  }

  membersAmong(conversationId: string, userIds: readonly string[]): Promise<ReadMembers | undefined> {
    return this.read('members', () => this.record.membersAmong(conversationId, userIds));
  }
}
