import { type ChatLastingEvents } from '@secureconnect/contracts';

/** What the record says of one change: that it was, and what it is about. */
export interface ChangeRow {
  readonly conversation_id: string;
  readonly version: number;
  readonly kind: keyof ChatLastingEvents;
  /** The message, or the member. */
  readonly about: string | null;
}

/** What is read of `changes ch`. */
export const changeColumns = 'ch.conversation_id, ch.version::float8 AS version, ch.kind, ch.about';
