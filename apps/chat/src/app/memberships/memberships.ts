import { type MemberRole } from '@secureconnect/contracts';

/** A place in a conversation. */
export interface Membership {
  readonly role: MemberRole;
  /** Messages up to this one were not for her: she came later. */
  readonly joinedSeq: number;
  readonly joinedVersion: number;
}

/** Who may see a conversation; a change counts at once on every instance. */
export abstract class Memberships {
  /** Undefined: no such conversation, or not one of hers, which nobody can tell apart. */
  abstract of(conversationId: string, userId: string): Promise<Membership | undefined>;

  /** Which of these people share a conversation with her. */
  abstract sharing(userId: string, others: readonly string[]): Promise<ReadonlySet<string>>;
}
