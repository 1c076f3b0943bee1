import {
  type ConversationType,
  type MemberRole,
  type MemberWire,
  type MessageWire,
  type OwnConversationWire,
  type Page,
  type PresenceWire,
  type ReceiptWire,
} from '@secureconnect/contracts';
import { type CallOptions, type HttpRequest } from '../http/http-request';
import { type SignedHttp } from '../http/signed-http';
import { randomId } from '../random-id';
import { type Draft } from './draft';

/** Which part of a list to give. */
export interface PageOptions extends CallOptions {
  readonly cursor?: string;
  readonly limit?: number;
}

/** Which messages to give; without a conversation the newest of all of one's own. */
export interface MessagesQuery {
  readonly conversation_id?: string;
  readonly before_seq?: number;
  readonly after_seq?: number;
  readonly around_seq?: number;
  readonly cursor?: string;
  readonly limit?: number;
}

const path = (...parts: string[]) => `/v1/${parts.map(encodeURIComponent).join('/')}`;

/** What chat answers over HTTP. */
export class ChatRoutes {
  constructor(private readonly http: SignedHttp) {}

  conversations({ signal, ...query }: PageOptions = {}): Promise<Page<OwnConversationWire>> {
    return this.get(path('conversations'), query, signal);
  }

  /** All pages, one after another. */
  async allConversations(signal?: AbortSignal): Promise<OwnConversationWire[]> {
    const all: OwnConversationWire[] = [];
    for (let cursor: string | undefined; ;) {
      const page: Page<OwnConversationWire> = await this.conversations({ cursor, limit: 100, signal });
      all.push(...page.items);
      if (page.next_cursor === null) return all;
      cursor = page.next_cursor;
    }
  }

  conversation(id: string, { signal }: CallOptions = {}): Promise<OwnConversationWire> {
    return this.get(path('conversations', id), {}, signal);
  }

  /** A direct one that exists is given as it is. */
  create(
    body: { type: ConversationType; member_ids: readonly string[]; title?: string },
    { signal }: CallOptions = {},
  ): Promise<OwnConversationWire> {
    const request = { method: 'POST', path: path('conversations'), body, signal } as const;
    return this.http.ask({ ...request, idempotencyKey: randomId() });
  }

  rename(id: string, title: string | null, { signal }: CallOptions = {}): Promise<OwnConversationWire> {
    return this.write('PATCH', path('conversations', id), { title }, signal);
  }

  /** For everybody. */
  async remove(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.write('DELETE', path('conversations', id), undefined, signal);
  }

  members(id: string, { signal, ...query }: PageOptions = {}): Promise<Page<MemberWire>> {
    return this.get(path('conversations', id, 'members'), query, signal);
  }

  /** They are told what happens from now on. */
  addMembers(
    id: string,
    member_ids: readonly string[],
    { signal }: CallOptions = {},
  ): Promise<OwnConversationWire> {
    return this.write('POST', path('conversations', id, 'members'), { member_ids }, signal);
  }

  setRole(id: string, userId: string, role: MemberRole, { signal }: CallOptions = {}): Promise<MemberWire> {
    return this.write('PATCH', path('conversations', id, 'members', userId), { role }, signal);
  }

  /** `me`: leaves it. */
  async removeMember(id: string, userId: string, { signal }: CallOptions = {}): Promise<void> {
    await this.write('DELETE', path('conversations', id, 'members', userId), undefined, signal);
  }

  messages(query: MessagesQuery, { signal }: CallOptions = {}): Promise<Page<MessageWire>> {
    return this.get(path('messages'), { ...query }, signal);
  }

  message(id: string, { signal }: CallOptions = {}): Promise<MessageWire> {
    return this.get(path('messages', id), {}, signal);
  }

  /** Once; whoever keeps it asks again. */
  post({ conversation_id, ...body }: Draft, { signal }: CallOptions = {}): Promise<MessageWire> {
    return this.http.ask({
      method: 'POST',
      path: path('conversations', conversation_id, 'messages'),
      body,
      signal,
    });
  }

  edit(id: string, body: string, { signal }: CallOptions = {}): Promise<MessageWire> {
    return this.write('PATCH', path('messages', id), { body }, signal);
  }

  async deleteMessage(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.write('DELETE', path('messages', id), undefined, signal);
  }

  react(id: string, emoji: string, { signal }: CallOptions = {}): Promise<MessageWire> {
    return this.write('PUT', path('messages', id, 'reactions', emoji), undefined, signal);
  }

  async unreact(id: string, emoji: string, { signal }: CallOptions = {}): Promise<void> {
    await this.write('DELETE', path('messages', id, 'reactions', emoji), undefined, signal);
  }

  /** Messages that have all of these words, the latest first; of one conversation where it is named. */
  search(
    query: { q: string; conversation_id?: string; cursor?: string; limit?: number },
    { signal }: CallOptions = {},
  ): Promise<Page<MessageWire>> {
    return this.get(path('messages', 'search'), query, signal);
  }

  /** Never backwards. */
  read(id: string, seq: number, { signal }: CallOptions = {}): Promise<ReceiptWire> {
    return this.write('PUT', path('conversations', id, 'read'), { seq }, signal);
  }

  /** Never backwards. */
  delivered(id: string, seq: number, { signal }: CallOptions = {}): Promise<ReceiptWire> {
    return this.write('PUT', path('conversations', id, 'delivered'), { seq }, signal);
  }

  receipts(id: string, { signal, ...query }: PageOptions = {}): Promise<Page<ReceiptWire>> {
    return this.get(path('conversations', id, 'receipts'), query, signal);
  }

  presence(userIds: readonly string[], { signal }: CallOptions = {}): Promise<Page<PresenceWire>> {
    return this.get(path('presence'), { user_ids: userIds.join(',') }, signal);
  }

  async setPresence(status: 'online' | 'away', { signal }: CallOptions = {}): Promise<void> {
    await this.write('PUT', path('presence'), { status }, signal);
  }

  private get<T>(to: string, query: HttpRequest['query'], signal: AbortSignal | undefined): Promise<T> {
    return this.http.ask<T>({ method: 'GET', path: to, query, signal });
  }

  /** Each of these is the same when it is asked twice. */
  private write<T>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    to: string,
    body: unknown,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    return this.http.ask<T>({ method, path: to, body, signal, isRepeatable: true });
  }
}
