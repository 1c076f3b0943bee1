import { Secret, TOTP } from 'otpauth';
import { type Asking } from './asking';
import { type Account, password, type Person } from './person';

const forgetSql = 'UPDATE auth.mfa_factors SET last_step = 0 WHERE user_id = $1';

/** The code that the app of that secret shows now. */
export const codeOf = (secret: string): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate();

/** Begins to set an app up; gives its secret. */
export async function enrol(crew: Asking, person: Person): Promise<string> {
  const { json } = await crew.do('auth', 'POST /v1/auth/mfa/totp', { as: person });
  return (json as { secret: string }).secret;
}

/** Sets an app up as if that had been a while ago: a code is good once, and that of now is left. */
export async function withFactor(crew: Asking, person: Person): Promise<string> {
  const secret = await enrol(crew, person);
  await crew.do('auth', 'POST /v1/auth/mfa/totp/verify', { as: person, body: { code: codeOf(secret) } });
  await crew.system.postgres.sql(forgetSql, [person.id]);
  return secret;
}

interface Waiting {
  readonly details: { readonly challenge: string };
}

/** A login of somebody with an app, which waits for its code. */
export async function waitingLogin(
  crew: Asking,
  account: Account,
): Promise<{ challenge: string; secret: string }> {
  const secret = await withFactor(crew, await crew.logIn(account));
  const body = { email: account.email, password };
  const { details } = (await crew.ask('auth', 'POST /v1/auth/login', { body })).json as Waiting;
  return { challenge: details.challenge, secret };
}
