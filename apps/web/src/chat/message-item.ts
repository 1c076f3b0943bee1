import { type MessageWire } from '@secureconnect/contracts';
import { make } from '../page/element';

const timeOf = (at: string): string =>
  new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

/** One message; what somebody wrote is shown as it was written. */
export function messageItem(
  message: MessageWire,
  { name, isOwn }: { name: string; isOwn: boolean },
): HTMLElement {
  const { body, created_at: at, edited_at: edited, deleted_at: deleted, reactions } = message;
  const signs = reactions.map(({ emoji, count }) => `${emoji} ${count}`).join('  ');
  const note = [timeOf(at), ...(edited && !deleted ? ['edited'] : [])].join(' · ');
  return make(
    'li',
    { class: `message${isOwn ? ' own' : ''}`, attributes: { 'data-seq': String(message.seq) } },
    make('span', { class: 'message-head quiet', text: isOwn ? note : `${name} · ${note}` }),
    make('span', { class: `bubble${deleted ? ' quiet' : ''}`, text: deleted ? 'Message deleted' : body }),
    ...(signs ? [make('span', { class: 'quiet', text: signs })] : []),
  );
}

/** One that is on its way. */
export const waitingItem = (body: string): HTMLElement =>
  make(
    'li',
    { class: 'message own waiting' },
    make('span', { class: 'message-head quiet', text: 'sending…' }),
    make('span', { class: 'bubble', text: body }),
  );
