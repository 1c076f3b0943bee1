import { Bulkhead, DeadlineWheel } from '@secureconnect/resilience';
import { type ChangeReader } from '../sync/change-reader';
import { type ConversationChange } from './conversation-change';
import { type DeliveryTally } from './delivery-tally';
import {
  type AskedPlace,
  type ReadMembers,
  type ReadPlace,
  type StreamRecord,
} from './stream-record.adapter';

/** Of the connections of an instance; requests need them too. */
const limits = { maxConcurrent: 3, maxQueued: 500, deadlineMs: 3_000 };

/** The record as streams read it: so many at a time and no more, and each within its deadline. */
export class RecordReads {
  private readonly bulkhead = new Bulkhead('delivery', new DeadlineWheel(), limits);

  constructor(
    private readonly record: StreamRecord,
    private readonly changes: ChangeReader,
    private readonly tally: DeliveryTally,
  ) {}

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

  private async read<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      const found = await this.bulkhead.run(what, work);
      this.tally.recordAnswered();
      return found;
    } catch (error) {
      this.tally.recordFailed(error);
      throw error;
    }
  }
}
