import { type Crew, personOf, type Tokens } from './crew';
import { password, type Person } from './person';
import { codeOf, forgetSteps, withFactor } from './second-factor';

const appointSql = `UPDATE auth.users SET role = 'admin' WHERE id = $1`;

interface Waiting {
  readonly details: { readonly challenge: string };
}

/** An administrator, signed in with a second factor as their routes demand. */
export async function makeAdministrator(crew: Crew): Promise<Person> {
  const account = await crew.account();
  const secret = await withFactor(crew, await crew.logIn(account));
  await crew.system.postgres.sql(appointSql, [account.id]);
  await forgetSteps(crew, account);
  const body = { email: account.email, password };
  const { details } = (await crew.ask('auth', 'POST /v1/auth/login', { body })).json as Waiting;
  const shown = { challenge: details.challenge, code: codeOf(secret) };
  const { json } = await crew.do('auth', 'POST /v1/auth/mfa/totp/verify', { body: shown });
  return personOf(account, json as Tokens);
}
