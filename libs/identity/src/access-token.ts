import { type Role } from './caller';

/** The claims of an access token, as they travel. */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly sid?: string;
  readonly jti: string;
  readonly iat: number;
  readonly iat_ms: number;
  readonly exp: number;
  readonly auth_time: number;
  readonly role: Role;
  readonly amr: readonly string[];
}

/** The type in the header: nothing else that is signed with the same keys can stand in for an access token. */
export const accessTokenType = 'at+jwt';

/** Issuer and audience of every access token of the system. */
export const accessTokenIssuer = 'secureconnect';
export const accessTokenAudience = 'secureconnect';

/** No access token lives longer, in seconds: what revokes one is kept for as long and no longer. */
export const longestAccessTokenSeconds = 900;
