/** Who is connected to this instance and is told of other people. */
export abstract class PresenceAudience {
  /** Of each of these people: who shares a conversation with her; never herself. */
  abstract of(userIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
}
