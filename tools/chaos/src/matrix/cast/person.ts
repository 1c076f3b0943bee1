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
