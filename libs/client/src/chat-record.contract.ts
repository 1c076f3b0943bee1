import { randomUUID } from 'node:crypto';
import {
  type ChatChange,
  type ChatChanges,
  type ConversationWire,
  type MessageWire,
  type OwnConversationWire,
} from '@secureconnect/contracts';

const now = () => new Date().toISOString();

interface Entry {
  readonly change: ChatChange;
  readonly to: ReadonlySet<string>;
}

interface Room {
  readonly id: string;
  readonly members: Set<string>;
  readonly messages: MessageWire[];
  version: number;
}

/** What a chat server keeps: conversations, messages, and what happened in the order of commit. */
export class ChatRecord {
  private readonly rooms = new Map<string, Room>();
  private readonly log: Entry[] = [];
  /** Cursors before this one are too old. */
  keptFrom = 0;

  create(members: readonly string[]): Entry & { conversation: ConversationWire } {
    const room: Room = { id: randomUUID(), members: new Set(members), messages: [], version: 0 };
    this.rooms.set(room.id, room);
    const version = (room.version += 1);
    const conversation = this.wire(room);
    return {
      conversation,
      ...this.note(room, { event: 'conversation.updated', data: { conversation, version } }),
    };
  }

  /** Undefined: no such conversation of hers. `entry` is undefined for a repeat. */
  send(userId: string, id: string, sent: { client_msg_id: string; body: string }) {
    const room = this.rooms.get(id);
    if (!room?.members.has(userId)) return undefined;
    const isSame = (each: MessageWire) =>
      each.sender_id === userId && each.client_msg_id === sent.client_msg_id;
    const before = room.messages.find(isSame);
    if (before) return { message: before };
    const message = this.message(room, userId, sent);
    room.messages.push(message);
    const version = (room.version += 1);
    return { message, entry: this.note(room, { event: 'message.created', data: { message, version } }) };
  }

  edit(id: string, seq: number, body: string): Entry {
    const room = this.rooms.get(id) as Room;
    const message = { ...(room.messages[seq - 1] as MessageWire), body, edited_at: now() };
    room.messages[seq - 1] = message;
    const version = (room.version += 1);
    return this.note(room, { event: 'message.updated', data: { message, version } });
  }

  remove(id: string, user_id: string): Entry {
    const room = this.rooms.get(id) as Room;
    const version = (room.version += 1);
    const data = { conversation_id: id, user_id, version };
    const entry = this.note(room, { event: 'member.removed', data });
    room.members.delete(user_id);
    return entry;
  }

  conversationsOf(userId: string): OwnConversationWire[] {
    return [...this.rooms.values()]
      .filter(({ members }) => members.has(userId))
      .map((room) => this.own(room));
  }

  conversation(userId: string, id: string): OwnConversationWire | undefined {
    const room = this.rooms.get(id);
    return room?.members.has(userId) ? this.own(room) : undefined;
  }

  messages(id: string, after: number, limit: number): MessageWire[] {
    return (this.rooms.get(id)?.messages ?? []).filter(({ seq }) => seq > after).slice(0, limit);
  }

  /** Undefined: the cursor is too old. */
  sync(userId: string, cursor: string | null, limit: number): ChatChanges | undefined {
    if (cursor === null) return { items: [], next_cursor: `${this.log.length}`, has_more: false };
    const from = Number(cursor);
    if (from < this.keptFrom) return undefined;
    const page = this.log.slice(from, from + limit);
    const items = page.filter(({ to }) => to.has(userId)).map(({ change }) => change);
    const next = from + page.length;
    return { items, next_cursor: `${next}`, has_more: next < this.log.length };
  }

  private note(room: Room, change: ChatChange): Entry {
    const entry = { change, to: new Set(room.members) };
    this.log.push(entry);
    return entry;
  }

  private message(room: Room, sender_id: string, sent: { client_msg_id: string; body: string }): MessageWire {
    return {
      ...{ id: randomUUID(), conversation_id: room.id, seq: room.messages.length + 1, sender_id },
      ...{
        client_msg_id: sent.client_msg_id,
        body: sent.body,
        reply_to: null,
        attachments: [],
        reactions: [],
      },
      ...{ created_at: now(), edited_at: null, deleted_at: null },
    };
  }

  private wire({ id, members, messages, version }: Room): ConversationWire {
    const role = 'member' as const;
    const told = [...members].map((user_id) => ({ user_id, role, joined_at: now() }));
    return {
      ...{ id, type: 'group', title: null, members: told, member_count: told.length, version },
      ...{ last_seq: messages.length, created_at: now(), updated_at: now() },
    };
  }

  private own(room: Room): OwnConversationWire {
    const last_message = room.messages.at(-1) ?? null;
    return { ...this.wire(room), role: 'member', unread_count: 0, read_seq: 0, last_message };
  }
}
