import { type ConversationWire } from '@secureconnect/contracts';
import { type ChatRoutes } from '../chat/chat-routes';
import { hasCode } from '../client-error';
import { type ClientEvents } from '../client-events';
import { type EventHub } from '../event-hub';
import { type ChangeOrder } from './change-order';

const pageSize = 100;

/** Fetches by their numbers the messages that no event has told. */
export class Refill {
  constructor(
    private readonly routes: ChatRoutes,
    private readonly order: ChangeOrder,
    private readonly hub: EventHub<ClientEvents>,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<void> {
    for (const id of this.order.lacking) await this.fill(id);
  }

  private async fill(id: string): Promise<void> {
    try {
      const {
        role: _r,
        unread_count: _u,
        read_seq: _s,
        last_message: _m,
        ...conversation
      } = await this.routes.conversation(id, { signal: this.signal });
      await this.tellMessages(conversation);
      this.hub.emit('refilled', { conversation_id: id });
      this.order.goOnFrom(id, { version: conversation.version, seq: conversation.last_seq });
    } catch (error) {
      if (!hasCode(error, 'conversation_unknown', 'not_found')) throw error;
      this.order.forget(id);
    }
  }

  /** Those beyond the conversation as it was read come as events. */
  private async tellMessages({ id, version, last_seq: end }: ConversationWire): Promise<void> {
    const before = this.order.firstHeldSeq(id);
    let after = this.order.told(id)?.seq ?? (before === undefined ? end : before - 1);
    while (after < end) {
      const query = { conversation_id: id, after_seq: after, limit: pageSize };
      const { items } = await this.routes.messages(query, { signal: this.signal });
      this.signal.throwIfAborted();
      const lacking = items.filter(({ seq }) => seq > after && seq <= end).sort((a, b) => a.seq - b.seq);
      if (lacking.length === 0) return;
      for (const message of lacking) this.order.offerMessage(message, version);
      after = lacking.at(-1)?.seq ?? end;
    }
  }
}
