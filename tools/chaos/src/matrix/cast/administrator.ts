import { type Crew, personOf, type Tokens } from './crew';
import { type Person } from './person';
import { withFactor } from './second-factor';
import { seedAccounts } from './seed-accounts';

/** An administrator, signed in with a second factor as their routes demand. */
export async function makeAdministrator(crew: Crew): Promise<Person> {
  const [account] = await seedAccounts(crew.system.postgres, 1, 'admin');
  if (!account) throw new Error('No administrator was made.');
  const person = await crew.logIn(account);
  await withFactor(crew, person);
  // The session has been raised: its next token says so.
  const body = { refresh_token: person.refreshToken };
  const { json } = await crew.do('auth', 'POST /v1/auth/refresh', { body });
  return personOf(account, json as Tokens);
}
