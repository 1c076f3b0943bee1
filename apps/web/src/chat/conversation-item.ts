import { type OwnConversationWire } from '@secureconnect/contracts';
import { make } from '../page/element';

/** One line of the list of conversations, to be chosen. */
export function conversationItem(
  { last_message: last, unread_count: unread }: OwnConversationWire,
  { title, isChosen }: { title: string; isChosen: boolean },
): HTMLElement {
  const latest = last ? last.body || 'Message deleted' : 'No messages yet';
  const attributes = { type: 'button', 'aria-current': isChosen ? 'true' : false } as const;
  const letter = make('span', { class: 'avatar', text: title.slice(0, 1).toUpperCase() });
  letter.setAttribute('aria-hidden', 'true');
  const words = make('span', { class: 'conversation-words' }, make('strong', { class: 'line', text: title }));
  words.append(make('span', { class: 'quiet line', text: latest }));
  const item = make('button', { class: 'conversation', attributes }, letter, words);
  if (unread > 0 && !isChosen) {
    const count = make('span', { class: 'count', text: String(unread) });
    count.setAttribute('aria-label', `${unread} unread`);
    item.append(count);
  }
  return item;
}
