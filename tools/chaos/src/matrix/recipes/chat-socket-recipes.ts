import { newMessage, talk, type Talk } from './chat-recipes';
import { type Recipe, type Recipes } from './recipe';

const path = '/ws/chat';

/** Said by Ann, who is there for this one event. */
const said =
  (event: string, payload: (talk: Talk, message: { id: string; seq: number }) => unknown): Recipe =>
  async (stage) => {
    const shared = await talk(stage);
    const message = await stage.crew.message(shared.bob, shared.id);
    return stage.says(await stage.socket(path, shared.ann), event, payload(shared, message));
  };

/** The same about a message of her own. */
const saidOfOwn =
  (event: string, payload: (id: string) => unknown): Recipe =>
  async (stage) => {
    const shared = await talk(stage);
    const { id } = await stage.crew.message(shared.ann, shared.id);
    return stage.says(await stage.socket(path, shared.ann), event, payload(id));
  };

/** What is said over the socket of chat. */
export const chatSocketRecipes: Recipes = {
  'message.send': said('message.send', ({ id }) => ({ conversation_id: id, ...newMessage() })),
  'message.edit': saidOfOwn('message.edit', (id) => ({ message_id: id, body: 'something else' })),
  'message.delete': saidOfOwn('message.delete', (id) => ({ message_id: id })),
  'receipt.read': said('receipt.read', ({ id }, { seq }) => ({ conversation_id: id, seq })),
  'receipt.delivered': said('receipt.delivered', ({ id }, { seq }) => ({ conversation_id: id, seq })),
  typing: said('typing', ({ id }) => ({ conversation_id: id, is_typing: true })),
  'say-presence': said('presence.set', () => ({ status: 'away' })),
  'sync.resume': said('sync.resume', () => ({})),
  'auth.refresh': said('auth.refresh', ({ ann }) => ({ access_token: ann.token })),
};
