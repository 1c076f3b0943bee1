import { type Client, type User } from '@secureconnect/client';
import { CallDesk } from './call/call-desk';
import { ConversationList } from './chat/conversation-list';
import { ConversationView } from './chat/conversation-view';
import { button, make } from './page/element';
import { type Notices } from './page/notices';
import { People } from './people/people';

/** What all parts of the page have at hand. */
export interface Surroundings {
  readonly client: Client;
  readonly user: User;
  readonly people: People;
  readonly told: Notices;
}

/** The page of somebody who is signed in; gives what ends it. */
export function showHome({
  stage,
  ...given
}: Omit<Surroundings, 'people'> & { readonly stage: HTMLElement }): () => void {
  const at: Surroundings = { ...given, people: new People(given.client, given.user) };
  const { client, told } = at;
  const desk = new CallDesk(at);
  const pane = make('main', { class: 'pane' }, nothingChosen());
  const home = make('div', { class: 'home' });
  let view: ConversationView | undefined;
  const list = new ConversationList(at, (conversation) => {
    view?.close();
    view = new ConversationView(at, conversation, desk, () => home.classList.remove('is-open'));
    pane.replaceChildren(view.element);
    home.classList.add('is-open');
    view.focus();
  });
  const side = make('nav', { class: 'side', attributes: { 'aria-label': 'Conversations' } });
  side.append(whoIsHere(at), list.element);
  home.append(side, pane);
  stage.replaceChildren(home, desk.element);
  void told.attempt(() => client.chat.connect());
  void told.attempt(() => client.calls.connect());
  return () => [view, list, desk].forEach((part) => part?.close());
}

const whoIsHere = ({ client, user, told }: Surroundings) =>
  make(
    'div',
    { class: 'who' },
    make('strong', { class: 'line', text: user.display_name || user.username }),
    button('Sign out', () => told.attempt(() => client.auth.logout()), { class: 'button small' }),
  );

const nothingChosen = () =>
  make(
    'div',
    { class: 'empty' },
    make('h2', { text: 'Choose a conversation' }),
    make('p', { class: 'quiet', text: 'Or begin one with somebody by address or user name.' }),
  );
