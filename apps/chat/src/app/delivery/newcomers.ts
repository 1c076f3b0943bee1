import { type ConversationChange } from './conversation-change';
import { type Heard, type HeardMeanwhile } from './heard-meanwhile';
import { type RecordReads } from './record-reads';
import { type ReadPlace } from './stream-record.adapter';

const batch = 100;

/** What newcomers need of the streams. */
export interface NewcomerSurroundings {
  /** She is in it, and the change is the one by which she came in. */
  begin(change: ConversationChange, place: ReadPlace, heard: Heard): void;
  /** The record did not answer, or knows of another time at which she came in: let her in like one who arrives. */
  letIn(userId: string): void;
}

interface Newcomer {
  readonly userId: string;
  readonly change: ConversationChange;
}

/**
 * People whom news calls members of a conversation nobody here was in. News may be old, and she may have left since, so
 * the record is asked before anything is told.
 */
export class Newcomers {
  private readonly queue: Newcomer[] = [];
  private isReading = false;

  constructor(
    private readonly reads: RecordReads,
    private readonly meanwhile: HeardMeanwhile,
    private readonly surroundings: NewcomerSurroundings,
  ) {}

  get size(): number {
    return this.queue.length;
  }

  add(userIds: readonly string[], change: ConversationChange): void {
    for (const userId of userIds) this.queue.push({ userId, change });
    if (this.isReading) return;
    this.isReading = true;
    // Those who are told of in one turn are read together.
    setImmediate(() => void this.pump());
  }

  private async pump(): Promise<void> {
    while (this.queue.length > 0) await this.read(this.queue.splice(0, batch));
    this.isReading = false;
  }

  private async read(newcomers: readonly Newcomer[]): Promise<void> {
    try {
      const asked = newcomers.map(({ userId, change }) => ({
        userId,
        conversationId: change.conversation_id,
      }));
      const { found, heard } = await this.meanwhile.during(() => this.reads.placesAmong(asked));
      for (const newcomer of newcomers) this.place(newcomer, found, heard);
    } catch {
      // Counted where it was read.
      for (const { userId } of newcomers) this.surroundings.letIn(userId);
    }
  }

  private place({ userId, change }: Newcomer, found: readonly ReadPlace[], heard: Heard): void {
    const place = found.find(
      (each) => each.userId === userId && each.conversationId === change.conversation_id,
    );
    if (!place) return;
    if (place.joinedVersion === change.version) this.surroundings.begin(change, place, heard);
    else this.surroundings.letIn(userId);
  }
}
