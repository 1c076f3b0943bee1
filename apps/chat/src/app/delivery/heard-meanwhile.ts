import { type ConversationChange } from './conversation-change';

/** For each conversation the latest version that was heard of while something was read. */
export type Heard = ReadonlyMap<string, number>;

/** What reads that are under way may not have seen. */
export class HeardMeanwhile {
  private readonly underway = new Set<Map<string, number>>();

  note({ conversation_id, version }: ConversationChange): void {
    for (const each of this.underway)
      each.set(conversation_id, Math.max(version, each.get(conversation_id) ?? 0));
  }

  /** Reads, and gives beside what was read what was heard since it began. */
  async during<T>(read: () => Promise<T>): Promise<{ readonly found: T; readonly heard: Heard }> {
    const heard = new Map<string, number>();
    this.underway.add(heard);
    try {
      return { found: await read(), heard };
    } finally {
      this.underway.delete(heard);
    }
  }
}
