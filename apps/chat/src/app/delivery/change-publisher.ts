import { type ChatServerEvents } from '@secureconnect/contracts';
import { type ConversationChange } from './conversation-change';

/** What passes by and stands in no record. */
export type PassingEvent = 'receipt.updated' | 'typing';

/** Something that is told to who is in a conversation now, and to nobody later. */
export interface PassingNews<Name extends PassingEvent = PassingEvent> {
  readonly conversation_id: string;
  /** The version at which it was true: who left since hears nothing of it. */
  readonly version: number;
  readonly event: Name;
  readonly data: Parameters<ChatServerEvents[Name]>[0];
  /** Who caused it, and is not told. */
  readonly except?: string;
}

/** Tells the members of a conversation what happened, wherever they are connected; neither way throws or waits. */
export abstract class ChangePublisher {
  /** Once it is committed, and not before. */
  abstract publish(change: ConversationChange): void;

  abstract pass(news: PassingNews): void;
}
