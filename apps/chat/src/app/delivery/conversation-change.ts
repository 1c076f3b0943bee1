import { type ChatLastingEvents } from '@secureconnect/contracts';

/** One change of a conversation, as instances tell it to each other and as `changes` keeps it. */
export type ConversationChange = {
  [Name in keyof ChatLastingEvents]: {
    readonly conversation_id: string;
    /** Each change of a conversation has the next number, so a change that did not come is noticed. */
    readonly version: number;
    readonly event: Name;
    readonly data: Parameters<ChatLastingEvents[Name]>[0];
    /** Who is a member from this change on, who was not before. */
    readonly joined?: readonly string[];
    /** Whose last change this is. */
    readonly left?: readonly string[];
    /**
     * It was read from the record, its things as they were when it was: those who were no longer members by then, or
     * were members anew, are told of it nothing but their own end.
     */
    readonly recorded?: { readonly gone: readonly string[] };
    /** Who came after the message it is about, which is not for them, and what they are told at this version instead. */
    readonly newcomers?: { readonly people: readonly string[]; readonly change: ConversationChange };
  };
}[keyof ChatLastingEvents];
