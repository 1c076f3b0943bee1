import { type Asking } from './asking';
import { type Person, personOf, type Tokens } from './person';
import { codeOf, waitingLogin } from './second-factor';

const appointSql = `UPDATE auth.users SET role = 'admin' WHERE id = $1`;

/** An administrator, signed in with a second factor as their routes demand. */
export async function makeAdministrator(crew: Asking): Promise<Person> {
  const account = await crew.account();
  const { challenge, secret } = await waitingLogin(crew, account);
  await crew.system.postgres.sql(appointSql, [account.id]);
  const body = { challenge, code: codeOf(secret) };
  const { json } = await crew.do('auth', 'POST /v1/auth/mfa/totp/verify', { body });
  return personOf(account, json as Tokens);
}
