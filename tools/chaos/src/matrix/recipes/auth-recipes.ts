import { randomBytes } from 'node:crypto';
import { password } from '../cast/person';
import { type Stage } from '../cast/stage';
import { type Recipes } from './recipe';

/** A name that nobody has had. */
export const newName = (): string => `new-${randomBytes(6).toString('hex')}`;

/** Somebody who wants an account. */
export const registration = () => {
  const username = newName();
  return { email: `${username}@example.com`, username, password };
};

async function verification({ crew }: Stage): Promise<string> {
  const body = registration();
  await crew.do('auth', 'POST /v1/auth/register', { body });
  return crew.mail.tokenFor(body.email);
}

async function reset({ crew }: Stage): Promise<string> {
  const { email } = await crew.newcomer();
  await crew.do('auth', 'POST /v1/auth/password/forgot', { body: { email } });
  return crew.mail.tokenFor(email);
}

/** Somebody with a session beside the one she asks with. */
async function twice({ crew }: Stage) {
  const as = await crew.newcomer();
  return { as, other: await crew.logIn(as) };
}

/** What people do with their accounts and sessions. */
export const authRecipes: Recipes = {
  jwks: (stage) => stage.asks('GET /.well-known/jwks.json'),
  register: (stage) => stage.asks('POST /v1/auth/register', { body: registration() }, [202]),
  'verify-email': async (stage) =>
    stage.asks('POST /v1/auth/email/verify', { body: { token: await verification(stage) } }, [204]),
  'resend-verification': async (stage) => {
    const { email } = await stage.crew.account();
    return stage.asks('POST /v1/auth/email/resend', { body: { email } }, [202]);
  },
  'forgot-password': async (stage) => {
    const { email } = await stage.crew.account();
    return stage.asks('POST /v1/auth/password/forgot', { body: { email } }, [202]);
  },
  'reset-password': async (stage) => {
    const body = { token: await reset(stage), password: 'another sentence that nobody guesses' };
    return stage.asks('POST /v1/auth/password/reset', { body }, [204]);
  },
  'change-password': async (stage) => {
    const body = { current_password: password, new_password: 'another sentence that nobody guesses' };
    return stage.asks('POST /v1/auth/password/change', { as: await stage.crew.newcomer(), body }, [204]);
  },
  login: async (stage) => {
    const { email } = await stage.crew.account();
    return stage.asks('POST /v1/auth/login', { body: { email, password } });
  },
  refresh: async (stage) => {
    const { refreshToken } = await stage.crew.newcomer();
    return stage.asks('POST /v1/auth/refresh', { body: { refresh_token: refreshToken } });
  },
  logout: async (stage) => stage.asks('POST /v1/auth/logout', { as: await stage.crew.newcomer() }, [204]),
  'list-sessions': async (stage) =>
    stage.asks('GET /v1/auth/sessions', { as: await stage.crew.regular('ann') }),
  'end-other-sessions': async (stage) =>
    stage.asks('DELETE /v1/auth/sessions', { as: (await twice(stage)).as }, [204]),
  'end-session': async (stage) => {
    const { as, other } = await twice(stage);
    return stage.asks(`DELETE /v1/auth/sessions/${other.sessionId}`, { as }, [204]);
  },
  'read-profile': async (stage) => stage.asks('GET /v1/users/me', { as: await stage.crew.regular('ann') }),
  // Another address is for those alone whose session is still there.
  'update-profile': async (stage) => {
    const { email, username } = registration();
    return stage.asks('PATCH /v1/users/me', { as: await stage.crew.newcomer(), body: { email, username } });
  },
  'delete-account': async (stage) =>
    stage.asks('DELETE /v1/users/me', { as: await stage.crew.newcomer(), body: { password } }, [204]),
  directory: async (stage) => {
    const [as, { username }] = [await stage.crew.newcomer(), await stage.crew.account()];
    return stage.asks(`GET /v1/directory?username=${username}`, { as });
  },
};
