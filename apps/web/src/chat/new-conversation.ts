import { type OwnConversationWire } from '@secureconnect/contracts';
import { type Surroundings } from '../home-view';
import { field, make } from '../page/element';
import { form } from '../page/form';

/** A form to begin a conversation: with one person a direct one, with more a group. */
export function newConversation(
  at: Surroundings,
  onBegun: (conversation: OwnConversationWire) => void,
): HTMLElement {
  const plain = { autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' };
  const who = field('With whom? Address or user name; several with commas', {
    ...{ name: 'who', required: true, ...plain },
  });
  const title = field('Title of a group (may be empty)', { name: 'title', maxlength: '100', ...plain });
  const box = make('details', { class: 'begin' }, make('summary', { text: 'New conversation' }));
  const send = form('Begin', [who, title], async (values) => {
    const begun = await at.told.attempt(() => begin(at, values));
    if (!begun) return;
    send.reset();
    box.open = false;
    onBegun(begun);
  });
  box.append(send);
  return box;
}

async function begin(
  { client, people }: Surroundings,
  { who = '', title = '' }: Record<string, string>,
): Promise<OwnConversationWire> {
  const found = await Promise.all(
    who
      .split(/[,\s]+/)
      .filter(Boolean)
      .map((name) => people.find(name)),
  );
  const member_ids = [...new Set(found.map(({ id }) => id))];
  const type = member_ids.length === 1 && title === '' ? 'direct' : 'group';
  return client.chat.create({ type, member_ids, ...(title !== '' && { title }) });
}
