import { type Stage } from '../cast/stage';
import { codeOf, enrol, withFactor } from '../cast/second-factor';
import { newName, registration } from './auth-recipes';
import { type Recipe, type Recipes } from './recipe';

/** Something done by an administrator to somebody. */
const toSomebody =
  (method: string, path: string, expects: readonly number[], body?: () => unknown): Recipe =>
  async (stage) => {
    const [as, { id }] = [await stage.crew.admin(), await stage.crew.newcomer()];
    return stage.asks(`${method} /v1/users/${id}${path}`, { as, body: body?.() }, expects);
  };

async function disabled(stage: Stage): Promise<string> {
  const { id } = await stage.crew.account();
  await stage.crew.do('auth', `POST /v1/users/${id}/disable`, { as: await stage.crew.admin() });
  return id;
}

/** The key that nothing is signed with yet: without it nobody is logged out. */
async function nextKey({ crew }: Stage): Promise<string> {
  const headers = { authorization: `Bearer ${crew.system.operatorToken}` };
  const { json } = await crew.do('auth', 'POST /internal/signing-keys/rotate', { headers, body: {} });
  const { items } = json as { items: { kid: string; state: string }[] };
  return items.find(({ state }) => state === 'next')?.kid ?? '';
}

/** The second factor: set up, shown, and taken away. */
const factorRecipes: Recipes = {
  'mfa.enrol': async (stage) =>
    stage.asks('POST /v1/auth/mfa/totp', { as: await stage.crew.newcomer() }, [201]),
  'mfa.verify': async (stage) => {
    const as = await stage.crew.newcomer();
    const secret = await enrol(stage.crew, as);
    const asked = stage.asks('POST /v1/auth/mfa/totp/verify', { as });
    // A code is good for a minute or so: it is read off when it is shown.
    const run = () =>
      stage.asks('POST /v1/auth/mfa/totp/verify', { as, body: { code: codeOf(secret) } }).run();
    return { ...asked, run };
  },
  'mfa.remove': async (stage) => {
    const as = await stage.crew.newcomer();
    const secret = await withFactor(stage.crew, as);
    const run = () => stage.asks('DELETE /v1/auth/mfa/totp', { as, body: { code: codeOf(secret) } }).run();
    return { run, expects: [204] };
  },
  'mfa.renew-recovery-codes': async (stage) => {
    const as = await stage.crew.newcomer();
    const secret = await withFactor(stage.crew, as);
    const run = () =>
      stage.asks('POST /v1/auth/mfa/recovery-codes', { as, body: { code: codeOf(secret) } }).run();
    return { run, expects: [200] };
  },
  'reset-user-factor': async (stage) => {
    const somebody = await stage.crew.newcomer();
    await withFactor(stage.crew, somebody);
    const as = await stage.crew.admin();
    return stage.asks(`DELETE /v1/users/${somebody.id}/mfa`, { as }, [202, 204]);
  },
};

/** What administrators do to accounts, operators to keys, and services ask each other. */
export const administrationRecipes: Recipes = {
  ...factorRecipes,
  'signing-keys': (stage) => stage.asksAsOperator('GET /internal/signing-keys'),
  'rotate-signing-keys': (stage) => stage.asksAsOperator('POST /internal/signing-keys/rotate', {}),
  'withdraw-signing-key': async (stage) =>
    stage.asksAsOperator(
      `POST /internal/signing-keys/${await nextKey(stage)}/withdraw`,
      undefined,
      [200, 404],
    ),
  'list-audit-events': async (stage) => stage.asks('GET /v1/auth/audit', { as: await stage.crew.admin() }),
  'list-users': async (stage) => stage.asks('GET /v1/users?limit=5', { as: await stage.crew.admin() }),
  'create-user': async (stage) =>
    stage.asks('POST /v1/users', { as: await stage.crew.admin(), body: registration() }, [201]),
  'read-user': toSomebody('GET', '', [200]),
  'update-user': toSomebody('PATCH', '', [200], () => ({ username: newName() })),
  'delete-user': toSomebody('DELETE', '', [204]),
  'unlock-user': toSomebody('POST', '/unlock', [204]),
  'disable-user': toSomebody('POST', '/disable', [204]),
  'enable-user': async (stage) =>
    stage.asks(`POST /v1/users/${await disabled(stage)}/enable`, { as: await stage.crew.admin() }, [204]),
  'end-user-sessions': toSomebody('DELETE', '/sessions', [204]),
  'internal-accounts': async (stage) => {
    const { id } = await stage.crew.account();
    const voice = await stage.crew.voice('chat');
    const run = () =>
      stage.asks(`GET /internal/accounts?ids=${id}`, { headers: voice.headersFor('auth') }).run();
    return { run, expects: [200] };
  },
};
