import { DrillError } from '../drill.error';
import { type Operation } from './operation';

/** The newest of a conversation are read. */
export const readMessages: Operation = {
  name: 'read messages',
  declared: { service: 'chat', operation: 'list-messages' },
  async run({ ada, conversation, kept }) {
    const last = kept.messages.at(-1)?.id;
    const { items } = await ada.client.chat.messages({ conversation_id: conversation, limit: 20 });
    // Another may have been written meanwhile.
    if (!items.some(({ id }) => id === last)) throw new DrillError('the last message is missing');
    return `the newest ${items.length}`;
  },
};
