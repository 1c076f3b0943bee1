/** Somebody with an account. */
export interface Account {
  readonly id: string;
  readonly email: string;
  readonly username: string;
}

/** Somebody who is signed in. */
export interface Person extends Account {
  readonly token: string;
  readonly refreshToken: string;
  readonly sessionId: string;
  readonly since: number;
}

/** The password of everybody; one hash serves all of them. */
export const password = 'a pass phrase that nobody has';

/** As login answers. */
export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly session_id: string;
}

/** Somebody, as login has let her in. */
export const personOf = (
  { id, email, username }: Account,
  { access_token: token, refresh_token: refreshToken, session_id: sessionId }: Tokens,
): Person => ({ id, email, username, token, refreshToken, sessionId, since: Date.now() });

/** What she shows with each request. */
export const bearer = ({ token }: Pick<Person, 'token'>): Record<string, string> => ({
  authorization: `Bearer ${token}`,
});
