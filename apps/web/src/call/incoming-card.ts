import { type CallWire } from '@secureconnect/contracts';
import { type Surroundings } from '../home-view';
import { button, make } from '../page/element';

/** What one may say to a call that one is not in by this tab. */
export interface CallChoices {
  readonly onYes: () => unknown;
  readonly onNo: () => unknown;
}

/** Somebody calls: who, and what one may say to that. */
export function incomingCard(at: Surroundings, call: CallWire, choices: CallChoices): HTMLElement {
  const name = at.people.nameOf(call.caller_id);
  return card(call, { name, line: `${name} is calling`, yes: 'Accept', no: 'Decline' }, choices);
}

/** One is in it, by a page that was left or by another tab: camera and microphone open only where one says so. */
export function ongoingCard(at: Surroundings, call: CallWire, choices: CallChoices): HTMLElement {
  const other = call.participants.find(({ user_id: id }) => id !== at.user.id);
  const name = at.people.nameOf(other?.user_id ?? call.caller_id);
  return card(call, { name, line: 'Your call goes on', yes: 'Go on here', no: 'Leave' }, choices);
}

function card(
  call: CallWire,
  { name, line, yes, no }: Readonly<Record<'name' | 'line' | 'yes' | 'no', string>>,
  { onYes, onNo }: CallChoices,
): HTMLElement {
  const kind = call.call_type === 'video' ? 'Video call' : 'Audio call';
  // It takes no focus: whoever is writing would accept with her next key.
  const accept = button(yes, onYes, { class: 'button accept' });
  return make(
    'section',
    { class: 'incoming', attributes: { role: 'alertdialog', 'aria-label': line, 'data-call': call.id } },
    make('span', {
      class: 'avatar big',
      text: name.slice(0, 1).toUpperCase(),
      attributes: { 'aria-hidden': 'true' },
    }),
    make(
      'div',
      { class: 'incoming-words' },
      make('strong', { text: line }),
      make('span', { class: 'quiet', text: kind }),
    ),
    make('div', { class: 'row' }, accept, button(no, onNo, { class: 'button danger' })),
  );
}
