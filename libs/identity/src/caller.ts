/** What an account may do; an administrator may administer accounts. */
export type Role = 'user' | 'admin';

/** Who asks, as a genuine and unrevoked access token says. */
export interface Caller {
  readonly userId: string;
  /** None where the token is stateless. */
  readonly sessionId: string | undefined;
  readonly tokenId: string;
  readonly role: Role;
  /** How she has shown who she is: `pwd`, `otp`. */
  readonly methods: readonly string[];
  /** Times in ms since the epoch, by PostgreSQL's clock. */
  readonly issuedAtMs: number;
  readonly authenticatedAtMs: number;
  readonly expiresAtMs: number;
}
