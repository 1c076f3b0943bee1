import {
  type ConversationWire,
  type MemberWire,
  type MessageWire,
  type PresenceWire,
  type ReceiptWire,
} from './chat-things';
import { type SocketRefusal } from './socket-events';

/** How an event that succeeded is acknowledged. */
export type Acknowledged<Told extends object = object> = { readonly ok: true } & Told;

type Event<Sent, Told extends object = object> = (
  sent: Sent,
  acknowledge: (answer: Acknowledged<Told> | SocketRefusal) => void,
) => void;

/** What clients of `/ws/chat` may send; each is acknowledged. */
export interface ChatClientEvents {
  'message.send': Event<
    {
      conversation_id: string;
      client_msg_id: string;
      body: string;
      reply_to?: string;
      attachments?: string[];
    },
    { message: MessageWire }
  >;
  'message.edit': Event<{ message_id: string; body: string }, { message: MessageWire }>;
  'message.delete': Event<{ message_id: string }, { message: MessageWire }>;
  'receipt.read': Event<{ conversation_id: string; seq: number }, { receipt: ReceiptWire }>;
  'receipt.delivered': Event<{ conversation_id: string; seq: number }, { receipt: ReceiptWire }>;
  typing: Event<{ conversation_id: string; is_typing: boolean }>;
  'presence.set': Event<{ status: 'online' | 'away' }>;
  'sync.resume': Event<{ cursor?: string }, ChatChanges>;
  'auth.refresh': Event<{ access_token: string }, { expires_at: string }>;
}

/** What happened since a cursor, and where to go on; what was told already may be among it, with the same `version`. */
export interface ChatChanges {
  readonly items: readonly ChatChange[];
  readonly next_cursor: string;
  /** More was missed than fits: ask again with `next_cursor`. */
  readonly has_more: boolean;
}

/** One event as `sync` tells it: the name and the body it had, or would have had, on the socket. */
export type ChatChange = {
  [Name in keyof ChatLastingEvents]: {
    readonly event: Name;
    readonly data: Parameters<ChatLastingEvents[Name]>[0];
  };
}[keyof ChatLastingEvents];

/** What stands in the record, so that it is told again to who missed it. */
export interface ChatLastingEvents {
  'message.created': (told: { message: MessageWire; version: number }) => void;
  'message.updated': (told: { message: MessageWire; version: number }) => void;
  'message.deleted': (told: { message: MessageWire; version: number }) => void;
  'conversation.updated': (told: { conversation: ConversationWire; version: number }) => void;
  'conversation.deleted': (told: { conversation_id: string; version: number }) => void;
  'member.added': (told: { conversation_id: string; member: MemberWire; version: number }) => void;
  'member.removed': (told: { conversation_id: string; user_id: string; version: number }) => void;
}

/** What `/ws/chat` sends unasked, besides what every socket does. */
export interface ChatServerEvents extends ChatLastingEvents {
  'receipt.updated': (told: { receipt: ReceiptWire }) => void;
  typing: (told: { conversation_id: string; user_id: string; is_typing: boolean }) => void;
  'presence.changed': (told: { presence: PresenceWire }) => void;
  'sync.gap': (told: { conversation_ids?: string[] }) => void;
}

/** What each event of a client does, and what its acknowledgement has, for the documents. */
export const chatClientEvents = {
  'message.send':
    'Sends a message; gives it as `message`. The same `client_msg_id` again gives the same message.',
  'message.edit': 'Changes the text of a message of yours; gives it as `message`.',
  'message.delete': 'Empties a message, which keeps its number; gives it as `message`.',
  'receipt.read': 'Says how far you have read, never backwards; gives `receipt`.',
  'receipt.delivered': 'Says how far you have been delivered to, never backwards; gives `receipt`.',
  typing: 'Says that you type, or have stopped; it ends by itself after 5 s.',
  'presence.set': 'Says whether you are here or away, for this device.',
  'sync.resume':
    'What happened since your cursor: gives `items`, `next_cursor` and `has_more`. Without a cursor: where to begin. What you were told already may be among it: go by `version`.',
  'auth.refresh': 'Goes on by a later access token of the same session; gives `expires_at`.',
} as const satisfies Record<keyof ChatClientEvents, string>;

/** What each of those events tells, for the documents. */
export const chatServerEvents = {
  'message.created': 'A message was accepted; it has its number for ever.',
  'message.updated': 'A message was edited, or a reaction to it set or taken away.',
  'message.deleted': 'A message was deleted; it keeps its number and has no body.',
  'conversation.updated': 'It was made, or its title or a role changed.',
  'conversation.deleted': 'It is gone for everybody; nothing more follows.',
  'member.added': 'Somebody joined.',
  'member.removed': 'Somebody left or was removed; if it is you, nothing more follows.',
  'receipt.updated': 'How far a member has had delivered, and has read.',
  typing: 'Somebody types, or has stopped; it ends by itself after 5 s.',
  'presence.changed': 'Whether somebody you share a conversation with is here.',
  'sync.gap': 'Something may have been missed: fetch what you lack, in the conversations named or in all.',
} as const satisfies Record<keyof ChatServerEvents, string>;
