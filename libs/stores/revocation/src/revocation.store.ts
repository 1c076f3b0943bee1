import { type Transaction } from '@secureconnect/platform';
import { type Observable } from 'rxjs';

/** One access token, all those of a session, or all those of an account issued before a moment. */
export type RevocationKind = 'token' | 'session' | 'user';

/** Something counts no more, until it would have ended by itself. */
export interface RevocationEntry {
  readonly kind: RevocationKind;
  /** The id of the token, of the session or of the account. */
  readonly subject: string;
  /** Of an account: tokens issued before (ms since the epoch, by PostgreSQL's clock); left out: the present moment. */
  readonly issuedBefore?: number;
}

/** What a token says of itself, once it is known to be genuine. */
export interface RevocableToken {
  readonly id: string;
  readonly sessionId: string | undefined;
  readonly userId: string;
  readonly issuedAtMs: number;
}

/** Which tokens count no more, known to every instance; nothing in it depends on what Redis keeps. */
export abstract class RevocationStore {
  /** Revokes in the caller's transaction: in force everywhere within 250 ms of its commit, and not at all without it. */
  abstract revoke(entries: readonly RevocationEntry[], within: Transaction): Promise<void>;

  /** Whether a token was revoked; rejects with RevocationUnknownError (503) where nobody with authority can say. */
  abstract isRevoked(token: RevocableToken): Promise<boolean>;

  /** The same from memory alone; undefined where memory cannot say. */
  abstract isKnownRevoked(token: RevocableToken): boolean | undefined;

  /** Whether this instance hears of revocations by any way; false: for more than a moment it may have missed one. */
  abstract isInformed(): boolean;

  /** Forgets the records that have ended; gives their number. For whoever may revoke. */
  abstract cleanUp(): Promise<number>;

  /** Every revocation as this instance learns of it, its own and others'. */
  abstract readonly revoked$: Observable<RevocationEntry>;
}
