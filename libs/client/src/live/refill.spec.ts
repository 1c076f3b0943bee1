import { type ChatChange, type MessageWire } from '@secureconnect/contracts';
import { type ChatRoutes } from '../chat/chat-routes';
import { type ClientEvents } from '../client-events';
import { EventHub } from '../event-hub';
import { ChangeOrder } from './change-order';
import { Refill } from './refill';

const one = 'conversation-1';
const message = (seq: number) => ({ seq, conversation_id: one }) as MessageWire;
const said = (version: number): ChatChange => ({
  event: 'message.created',
  data: { version, message: message(version) },
});
const removed = (version: number): ChatChange => ({
  event: 'member.removed',
  data: { conversation_id: one, user_id: 'ada', version },
});
const added = (version: number): ChatChange => ({
  event: 'member.added',
  data: { conversation_id: one, member: { user_id: 'ada', role: 'member', joined_at: '' }, version },
});

/** Of somebody to whom the server shows these messages. */
function refilling(...shown: readonly MessageWire[]) {
  const told: number[] = [];
  const asked: number[] = [];
  const refilled: string[] = [];
  const limits = { held: 100, conversations: 100 };
  const order = new ChangeOrder('ada', (change) => told.push(change.data.version), limits);
  const messages = ({ after_seq = 0 }: { after_seq?: number }) => {
    asked.push(after_seq);
    return Promise.resolve({ items: shown.filter(({ seq }) => seq > after_seq), next_cursor: null });
  };
  const hub = new EventHub<ClientEvents>();
  hub.on('refilled', ({ conversation_id }) => refilled.push(conversation_id));
  const { signal } = new AbortController();
  const refill = new Refill({ messages } as unknown as ChatRoutes, order, hub, signal);
  return { told, asked, refilled, order, refill };
}

describe('what is fetched by its number', () => {
  it('is what was said before what waits, and the application hears of it', async () => {
    const { told, refilled, order, refill } = refilling(message(1), message(2), message(3));
    for (const change of [said(1), said(3)]) order.offer(change);
    await refill.run([one]);
    expect([told, refilled]).toEqual([[1, 1, 3], [one]]);
  });

  it('is nothing of a conversation that she left meanwhile: what she may read is of a later stay', async () => {
    const { told, asked, refilled, order, refill } = refilling(message(5));
    for (const change of [said(1), removed(3), added(4)]) order.offer(change);
    await refill.run([one]);
    order.offer(said(5));
    expect([told, asked, refilled]).toEqual([[1, 3, 4, 5], [], []]);
  });

  it('keeps nobody waiting for what was said in any of the stays that she missed', async () => {
    const { told, order, refill } = refilling();
    const ends = [removed(3), added(4), removed(6), added(7), removed(9)];
    for (const change of [said(1), ...ends]) order.offer(change);
    await refill.run([one]);
    expect([told, order.isLacking]).toEqual([[1, 3, 4, 6, 7, 9], false]);
  });

  it('leaves to the next look what was not lacking at the last one', async () => {
    const { told, order, refill } = refilling(message(2));
    for (const change of [said(1), said(3)]) order.offer(change);
    await refill.run([]);
    expect([told, order.lacking]).toEqual([[1], [one]]);
  });
});
