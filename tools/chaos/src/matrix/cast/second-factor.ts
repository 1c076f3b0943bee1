import { Secret, TOTP } from 'otpauth';
import { type Crew } from './crew';
import { type Account, type Person } from './person';

const forgetSql = 'UPDATE auth.mfa_factors SET last_step = 0 WHERE user_id = $1';

/** The code that the app of that secret shows now. */
export const codeOf = (secret: string): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate();

/** Begins to set an app up; gives its secret. */
export async function enrol(crew: Crew, person: Person): Promise<string> {
  const { json } = await crew.do('auth', 'POST /v1/auth/mfa/totp', { as: person });
  return (json as { secret: string }).secret;
}

/** Sets an app up as if that had been a while ago: a code is good once, and that of now is left. */
export async function withFactor(crew: Crew, person: Person): Promise<string> {
  const secret = await enrol(crew, person);
  await crew.do('auth', 'POST /v1/auth/mfa/totp/verify', { as: person, body: { code: codeOf(secret) } });
  await forgetSteps(crew, person);
  return secret;
}

/** That of now may be shown once more. */
export const forgetSteps = (crew: Crew, { id }: Account): Promise<unknown> =>
  crew.system.postgres.sql(forgetSql, [id]);
