import { type InstanceEvent } from '@secureconnect/contracts';
import { make } from '../page/element';
import { clock } from '../words/times';

/** What happened, the newest first; `where` is said where several are shown together. */
export const timeline = (events: readonly (InstanceEvent & { readonly where?: string })[]): HTMLElement[] =>
  events.length === 0 ? [make('li', { class: 'quiet', text: 'Nothing yet.' })] : events.map(line);

function line({
  at,
  what,
  from,
  to,
  reason,
  where,
}: InstanceEvent & { readonly where?: string }): HTMLElement {
  return make(
    'li',
    { attributes: { 'data-to': to } },
    make('time', { text: clock(at), attributes: { datetime: at } }),
    make('span', { class: 'what', text: [where, what].filter(Boolean).join(' · ') }),
    make('span', { class: 'change', text: `${from} → ${to}` }),
    make('span', { class: 'why', text: reason }),
  );
}
