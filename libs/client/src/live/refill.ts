import { type ChatRoutes } from '../chat/chat-routes';
import { hasCode } from '../client-error';
import { type ClientEvents } from '../client-events';
import { type EventHub } from '../event-hub';
import { type ChangeOrder } from './change-order';

const pageSize = 100;

/** Fetches by their numbers the messages that no event has told, and goes on without what else is lacking. */
export class Refill {
  constructor(
    private readonly routes: ChatRoutes,
    private readonly order: ChangeOrder,
    private readonly hub: EventHub<ClientEvents>,
    private readonly signal: AbortSignal,
  ) {}

  /** Of these conversations, those that are lacking something still. */
  async run(ids: readonly string[]): Promise<void> {
    for (const id of ids) if (this.order.lacks(id)) await this.fill(id);
  }

  private async fill(id: string): Promise<void> {
    // What was said before she left is not hers to read, and what she may read since is not to be told before it.
    if (this.order.endWaits(id)) return this.goOnToLastEnd(id);
    if (await this.isFilled(id)) this.hub.emit('refilled', { conversation_id: id });
    this.order.goOnWithHeld(id);
  }

  /** However often she came and went. */
  private goOnToLastEnd(id: string): void {
    while (this.order.endWaits(id)) this.order.goOnWithHeld(id);
  }

  /** Who was removed meanwhile reads nothing more of it; where it was left stays known, for her end is still to be told. */
  private async isFilled(id: string): Promise<boolean> {
    try {
      await this.tellMessages(id);
      return true;
    } catch (error) {
      if (!hasCode(error, 'conversation_unknown')) throw error;
      return false;
    }
  }

  /** Up to the first that waits; where none does, all there are. */
  private async tellMessages(id: string): Promise<void> {
    const end = this.order.firstHeldSeq(id) ?? Infinity;
    // Of a conversation that nothing was ever told of, what was said before is the application's to load.
    const told = this.order.told(id);
    for (let after = told?.seq; told && after !== undefined && after < end - 1;) {
      const query = { conversation_id: id, after_seq: after, limit: pageSize };
      const { items } = await this.routes.messages(query, { signal: this.signal });
      this.signal.throwIfAborted();
      if (this.order.endWaits(id)) return; // She left meanwhile: these may be of the time since she is back.
      const lacking = items.filter(({ seq }) => seq < end).sort((one, other) => one.seq - other.seq);
      for (const message of lacking) this.order.offerMessage(message, told.version);
      after = items.length < pageSize ? undefined : lacking.at(-1)?.seq;
    }
  }
}
