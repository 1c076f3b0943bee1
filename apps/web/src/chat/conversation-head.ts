import { type OwnConversationWire } from '@secureconnect/contracts';
import { type CallDesk } from '../call/call-desk';
import { type Surroundings } from '../home-view';
import { button, make, written } from '../page/element';

interface Wishes {
  readonly onBack: () => void;
  /** Somebody in it has a name now. */
  readonly onNamed: () => void;
}

/** What a conversation is called, and how to call in it. */
export function conversationHead(
  at: Surroundings,
  conversation: OwnConversationWire,
  desk: CallDesk,
  { onBack, onNamed }: Wishes,
): { element: HTMLElement; close(): void } {
  const title = make('h2', { text: at.people.titleOf(conversation) });
  const join = button('Join the call', () => desk.joinIn(conversation.id), { class: 'button accept' });
  const heed = () => (join.hidden = !desk.openIn(conversation.id));
  heed();
  const named = () => {
    title.textContent = at.people.titleOf(conversation);
    onNamed();
  };
  const element = make(
    'div',
    { class: 'talk-head' },
    button('Back', onBack, { class: 'button small back' }),
    title,
    ...naming(at, conversation, named),
    join,
    button('Audio call', () => desk.begin(conversation.id, 'audio')),
    button('Video call', () => desk.begin(conversation.id, 'video')),
  );
  return { element, close: desk.onChange(heed) };
}

/** The directory tells nobody's name to who does not know it; whoever knows it says it once. */
function naming({ people, told, user }: Surroundings, { members }: OwnConversationWire, onNamed: () => void) {
  const unknown = members.filter(({ user_id: id }) => id !== user.id && !people.isKnown(id));
  if (unknown.length === 0) return [];
  const input = make('input', {
    class: 'input',
    attributes: {
      name: 'who',
      required: true,
      'aria-label': 'User name or address',
      placeholder: 'User name?',
    },
  });
  const form = make(
    'form',
    { class: 'naming' },
    input,
    make('button', { class: 'button small', text: 'Look up' }),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void told.attempt(async () => {
      const { id } = await people.find(written(form)['who'] ?? '');
      if (!unknown.some((each) => each.user_id === id)) return told.say('That is somebody else.');
      form.remove();
      onNamed();
    });
  });
  return [form];
}
