import { type CallWire } from '@secureconnect/contracts';
import { type Surroundings } from '../home-view';
import { button, make } from '../page/element';

/** Somebody calls: who, and what one may say to that. */
export function incomingCard(
  { people }: Surroundings,
  call: CallWire,
  { onAccept, onDecline }: { onAccept: () => unknown; onDecline: () => unknown },
): HTMLElement {
  const name = people.nameOf(call.caller_id);
  const kind = call.call_type === 'video' ? 'Video call' : 'Audio call';
  // It takes no focus: whoever is writing would accept with her next key.
  const accept = button('Accept', onAccept, { class: 'button accept' });
  return make(
    'section',
    {
      class: 'incoming',
      attributes: { role: 'alertdialog', 'aria-label': `${name} is calling`, 'data-call': call.id },
    },
    make('span', {
      class: 'avatar big',
      text: name.slice(0, 1).toUpperCase(),
      attributes: { 'aria-hidden': 'true' },
    }),
    make(
      'div',
      { class: 'incoming-words' },
      make('strong', { text: `${name} is calling` }),
      make('span', { class: 'quiet', text: kind }),
    ),
    make('div', { class: 'row' }, accept, button('Decline', onDecline, { class: 'button danger' })),
  );
}
