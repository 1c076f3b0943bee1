import { type Said } from '../cast/asking';
import { password } from '../cast/person';
import { codeOf, waitingLogin } from '../cast/second-factor';
import { registration } from './auth-recipes';
import { newMessage, talk } from './chat-recipes';
import { operatorRecipes } from './operator-recipes';
import { type Recipe, type Recipes } from './recipe';
import { file, smallFile, upload } from './storage-recipes';
import { pair, ringing } from './video-recipes';

const asAnn =
  (route: string, expects?: readonly number[], said: Said = {}): Recipe =>
  async (stage) =>
    stage.asks(route, { as: await stage.crew.regular('ann'), ...said }, expects);

/** The gateway passes it on, and there is nothing of that name: what it says of itself is the same. */
const nothingThere = (route: string): Recipe => asAnn(route, [404, 405]);

/** Nobody is told whether a link or an address is one. */
const link =
  (path: string, expects: readonly number[], body: object): Recipe =>
  (stage) =>
    stage.asks(`POST /v1/auth/${path}`, { body }, expects);

const address = { email: 'nobody-of-the-matrix@example.com' };
const noLink = { token: 'a'.repeat(43) };

/** What is read and written at a path, and below it: where the service has nothing there, its 404 is passed on. */
function classes(name: string, path: string): Recipes {
  return Object.fromEntries(
    ['', '.below'].flatMap((below) => {
      const place = below === '' ? path : `${path}/nothing-of-that-name`;
      return [
        [`${name}.read${below}`, nothingThere(`GET ${place}`)],
        [`${name}.write${below}`, nothingThere(`POST ${place}`)],
      ];
    }),
  ) as Recipes;
}

const authRoutes: Recipes = {
  ...classes('auth', '/v1/auth'),
  'auth.login': async (stage) => {
    const { email } = await stage.crew.account();
    return stage.asks('POST /v1/auth/login', { body: { email, password } });
  },
  'auth.register': (stage) => stage.asks('POST /v1/auth/register', { body: registration() }, [202]),
  'auth.refresh': async (stage) => {
    const { refreshToken } = await stage.crew.newcomer();
    return stage.asks('POST /v1/auth/refresh', { body: { refresh_token: refreshToken } });
  },
  'auth.password.forgot': link('password/forgot', [202], address),
  'auth.password.reset': link('password/reset', [410, 422], { ...noLink, password }),
  'auth.email.verify': link('email/verify', [410, 422], noLink),
  'auth.email.resend': link('email/resend', [202], address),
  'auth.mfa.verify': async (stage) => {
    const { challenge, secret } = await waitingLogin(stage.crew, await stage.crew.account());
    const body = () => ({ challenge, code: codeOf(secret) });
    return { run: () => stage.asks('POST /v1/auth/mfa/totp/verify', { body: body() }).run(), expects: [200] };
  },
  'auth.jwks': (stage) => stage.asks('GET /.well-known/jwks.json'),
  'auth.read.below': asAnn('GET /v1/auth/sessions'),
  'auth.write.below': async (stage) =>
    stage.asks('POST /v1/auth/logout', { as: await stage.crew.newcomer() }, [204]),
  'directory.find': async (stage) => {
    const [as, { email }] = [await stage.crew.newcomer(), await stage.crew.account()];
    return stage.asks(`GET /v1/directory?email=${encodeURIComponent(email)}`, { as });
  },
  'users.read': async (stage) => stage.asks('GET /v1/users', { as: await stage.crew.admin() }),
  'users.write': async (stage) =>
    stage.asks('POST /v1/users', { as: await stage.crew.admin(), body: registration() }, [201]),
  'users.read.below': asAnn('GET /v1/users/me'),
  'users.write.below': asAnn('PATCH /v1/users/me', [200], { body: { display_name: 'Ann' } }),
};

const inTalk =
  (method: string, path: (id: string) => string, expects: readonly number[], body?: () => unknown): Recipe =>
  async (stage) => {
    const { ann, id } = await talk(stage);
    return stage.asks(`${method} ${path(id)}`, { as: ann, body: body?.() }, expects);
  };

const ofMessage =
  (method: string, body?: unknown): Recipe =>
  async (stage) => {
    const { ann, id: conversation } = await talk(stage);
    const { id } = await stage.crew.message(ann, conversation);
    return stage.asks(`${method} /v1/messages/${id}`, { as: ann, body });
  };

const chatRoutes: Recipes = {
  ...classes('sync', '/v1/sync'),
  ...classes('presence', '/v1/presence'),
  'messages.send': inTalk('POST', (id) => `/v1/conversations/${id}/messages`, [201], newMessage),
  'conversations.read': asAnn('GET /v1/conversations'),
  'conversations.write': async (stage) => {
    const { id } = await stage.crew.account();
    const body = { type: 'direct', member_ids: [id] };
    return stage.asks('POST /v1/conversations', { as: await stage.crew.regular('ann'), body }, [201]);
  },
  'conversations.read.below': inTalk('GET', (id) => `/v1/conversations/${id}`, [200]),
  'conversations.write.below': inTalk('POST', (id) => `/v1/conversations/${id}/nothing`, [404, 405]),
  'messages.read': asAnn('GET /v1/messages'),
  'messages.write': nothingThere('POST /v1/messages'),
  'messages.read.below': ofMessage('GET'),
  'messages.write.below': ofMessage('PATCH', { body: 'something else' }),
  'sync.read': asAnn('GET /v1/sync'),
  'presence.read': async (stage) => {
    const { ann, bob } = await talk(stage);
    return stage.asks(`GET /v1/presence?user_ids=${bob.id}`, { as: ann });
  },
  'presence.write': asAnn('PUT /v1/presence', [204], { body: { status: 'online' } }),
};

const videoRoutes: Recipes = {
  ...classes('calls', '/v1/calls'),
  ...classes('push', '/v1/push'),
  'calls.initiate': async (stage) => {
    const { caller, conversation } = await pair(stage, 'initiate');
    const body = { call_type: 'audio', conversation_id: conversation };
    return stage.asks('POST /v1/calls/initiate', { as: caller, body }, [201]);
  },
  'calls.read': asAnn('GET /v1/calls'),
  'calls.read.below': asAnn('GET /v1/calls/active'),
  'calls.write.below': async (stage) => {
    const { caller, call } = await ringing(stage, 'cancel');
    return stage.asks(`POST /v1/calls/${call}/cancel`, { as: caller });
  },
  'push.read.below': asAnn('GET /v1/push/tokens'),
};

const ofFile =
  (method: string, path: string, expects: readonly number[], body?: unknown): Recipe =>
  async (stage) => {
    const { ann, id } = await file(stage);
    return stage.asks(`${method} /v1/files/${id}${path}`, { as: ann, body }, expects);
  };

const storageRoutes: Recipes = {
  ...classes('files', '/v1/files'),
  ...classes('uploads', '/v1/uploads'),
  ...classes('quota', '/v1/quota'),
  'files.content': ofFile('GET', '/content', [200]),
  'files.upload': (stage) => asAnn('POST /v1/files', [201], smallFile())(stage),
  'uploads.tus.options': (stage) => stage.asks('OPTIONS /v1/uploads/tus', {}, [200, 204]),
  'files.read': asAnn('GET /v1/files'),
  'files.write': nothingThere('PUT /v1/files'),
  'files.read.below': ofFile('GET', '', [200]),
  'files.write.below': ofFile('POST', '/url', [200, 201], {}),
  'uploads.read': asAnn('GET /v1/uploads'),
  'uploads.write': asAnn('POST /v1/uploads', [201], { body: { name: 'a.bin', size: 4 } }),
  'uploads.read.below': async (stage) => {
    const { ann, id } = await upload(stage);
    return stage.asks(`GET /v1/uploads/${id}`, { as: ann });
  },
  'uploads.write.below': async (stage) => {
    const { ann, id } = await upload(stage);
    return stage.asks(`DELETE /v1/uploads/${id}`, { as: ann }, [204]);
  },
  'quota.read': asAnn('GET /v1/quota'),
};

const opened =
  (path: string): Recipe =>
  async (stage) =>
    stage.opens(path, await stage.crew.regular('ann'));

/** Every line of the gateway's table of routes. */
export const gatewayRecipes: Recipes = {
  ...authRoutes,
  ...chatRoutes,
  ...videoRoutes,
  ...storageRoutes,
  ...operatorRecipes,
  'sockets.chat': opened('/ws/chat'),
  'sockets.calls': opened('/ws/calls'),
};
