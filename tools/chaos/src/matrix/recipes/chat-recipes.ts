import { randomUUID } from 'node:crypto';
import { type Person } from '../cast/person';
import { type Stage } from '../cast/stage';
import { type Recipe, type Recipes } from './recipe';

/** Two who share a conversation. */
export interface Talk {
  readonly ann: Person;
  readonly bob: Person;
  readonly id: string;
}

export async function talk({ crew }: Stage): Promise<Talk> {
  const [ann, bob] = [await crew.regular('ann'), await crew.regular('bob')];
  return { ann, bob, id: await crew.talk(ann, bob) };
}

/** A group of three, of which Ann is the owner. */
async function group(stage: Stage) {
  const { ann, bob } = await talk(stage);
  const { id: third } = await stage.crew.account();
  const body = { type: 'group', title: 'A group', member_ids: [bob.id, third] };
  const { json } = await stage.crew.do('chat', 'POST /v1/conversations', { as: ann, body });
  return { ann, bob, third, id: (json as { id: string }).id };
}

/** A message of Ann's. */
async function said(stage: Stage) {
  const shared = await talk(stage);
  return { ...shared, message: await stage.crew.message(shared.ann, shared.id) };
}

export const newMessage = () => ({ client_msg_id: randomUUID(), body: 'something that is said' });
const thumb = encodeURIComponent('👍');

const inGroup =
  (method: string, path: (third: string) => string, expects: readonly number[], body?: unknown): Recipe =>
  async (stage) => {
    const { ann, third, id } = await group(stage);
    return stage.asks(`${method} /v1/conversations/${id}${path(third)}`, { as: ann, body }, expects);
  };

const ofMessage =
  (method: string, path: string, expects: readonly number[], body?: unknown): Recipe =>
  async (stage) => {
    const { ann, message } = await said(stage);
    return stage.asks(`${method} /v1/messages/${message.id}${path}`, { as: ann, body }, expects);
  };

const receipt =
  (kind: string): Recipe =>
  async (stage) => {
    const { bob, id, message } = await said(stage);
    return stage.asks(`PUT /v1/conversations/${id}/${kind}`, { as: bob, body: { seq: message.seq } });
  };

const asAnn =
  (route: (talk: Talk) => string, expects?: readonly number[], body?: unknown): Recipe =>
  async (stage) => {
    const shared = await talk(stage);
    return stage.asks(route(shared), { as: shared.ann, body }, expects);
  };

/** Asked by the service that may. */
const byService =
  (as: 'video' | 'storage', route: (talk: Talk) => string, body?: (talk: Talk) => unknown): Recipe =>
  async (stage) => {
    const [shared, voice] = [await talk(stage), await stage.crew.voice(as)];
    const more = () => ({ headers: voice.headersFor('chat'), ...(body && { body: body(shared) }) });
    return { run: () => stage.asks(route(shared), more()).run(), expects: [200] };
  };

const conversationRecipes: Recipes = {
  'create-conversation': async (stage) => {
    const [ann, { id }] = [await stage.crew.regular('ann'), await stage.crew.account()];
    return stage.asks(
      'POST /v1/conversations',
      { as: ann, body: { type: 'direct', member_ids: [id] } },
      [201],
    );
  },
  // By somebody whom this instance has never seen: who is known is looked up in memory alone.
  'list-conversations': async (stage) =>
    stage.asks('GET /v1/conversations', { as: await stage.crew.newcomer() }),
  'read-conversation': asAnn(({ id }) => `GET /v1/conversations/${id}`),
  'rename-conversation': inGroup('PATCH', () => '', [200], { title: 'Another name' }),
  'delete-conversation': inGroup('DELETE', () => '', [204]),
  'list-members': asAnn(({ id }) => `GET /v1/conversations/${id}/members`),
  'add-members': async (stage) => {
    const [{ ann, id }, { id: fourth }] = [await group(stage), await stage.crew.account()];
    const body = { member_ids: [fourth] };
    return stage.asks(`POST /v1/conversations/${id}/members`, { as: ann, body }, [200, 201]);
  },
  'remove-members': inGroup('DELETE', (third) => `/members?member_ids=${third}`, [204]),
  'remove-member': inGroup('DELETE', (third) => `/members/${third}`, [204]),
  'change-role': inGroup('PATCH', (third) => `/members/${third}`, [200], { role: 'admin' }),
};

const messageRecipes: Recipes = {
  'send-message': async (stage) => {
    const { ann, id } = await talk(stage);
    return stage.asks(`POST /v1/conversations/${id}/messages`, { as: ann, body: newMessage() }, [201]);
  },
  'set-reaction': ofMessage('PUT', `/reactions/${thumb}`, [200]),
  'take-reaction': ofMessage('DELETE', `/reactions/${thumb}`, [200, 204]),
  'list-messages': asAnn(({ id }) => `GET /v1/messages?conversation_id=${id}`),
  'read-message': ofMessage('GET', '', [200]),
  'edit-message': ofMessage('PATCH', '', [200], { body: 'something else' }),
  'delete-message': ofMessage('DELETE', '', [200, 204]),
  'mark-read': receipt('read'),
  'mark-delivered': receipt('delivered'),
  'list-receipts': asAnn(({ id }) => `GET /v1/conversations/${id}/receipts`),
  'search-messages': asAnn(() => 'GET /v1/messages/search?q=something'),
};

/** What people do in conversations, and what other services ask about them. */
export const chatRecipes: Recipes = {
  ...conversationRecipes,
  ...messageRecipes,
  sync: asAnn(() => 'GET /v1/sync'),
  'set-presence': asAnn(() => 'PUT /v1/presence', [204], { status: 'away' }),
  'find-presence': asAnn(({ bob }) => `GET /v1/presence?user_ids=${bob.id}`),
  'internal-membership': byService(
    'video',
    ({ id, ann }) => `GET /internal/conversations/${id}/members/${ann.id}`,
  ),
  'internal-callable': byService(
    'video',
    ({ id, ann }) => `GET /internal/conversations/${id}/callable/${ann.id}`,
  ),
  'internal-memberships-ended': byService(
    'video',
    () => 'POST /internal/memberships/ended',
    ({ id, ann }) => ({ memberships: [{ conversation_id: id, user_id: ann.id }] }),
  ),
  'internal-share': byService(
    'storage',
    ({ ann, bob }) => `GET /internal/files/${randomUUID()}/shares?owner_id=${ann.id}&user_id=${bob.id}`,
  ),
};
