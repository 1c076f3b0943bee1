import { type RevocableToken } from '@secureconnect/revocation-store';
import { type Caller } from './caller';
import { type TokenKey } from './token-keys.port';

/** What a token was found to say, and by which key. */
export interface VerifiedToken {
  readonly caller: Caller;
  /** The same as what is asked of revocations, so that nothing is made anew for each request. */
  readonly revocable: RevocableToken;
  readonly kid: string;
  readonly key: TokenKey;
}

/** What is kept of a token that was verified. */
export function verifiedToken(caller: Caller, kid: string, key: TokenKey): VerifiedToken {
  const { tokenId: id, sessionId, userId, issuedAtMs } = caller;
  return { caller, revocable: { id, sessionId, userId, issuedAtMs }, kid, key };
}
