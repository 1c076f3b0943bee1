import { Injectable } from '@nestjs/common';
import {
  accessTokenAudience,
  accessTokenIssuer,
  accessTokenType,
  type AccessTokenClaims,
  type Role,
} from '@secureconnect/identity';
import { newId } from '@secureconnect/platform';
import { SignJWT } from 'jose';
import { SigningKeys } from '../signing-keys/signing-keys.service';

/** What an access token is to say; times in ms since the epoch, by PostgreSQL's clock. */
export interface AccessTokenContents {
  readonly userId: string;
  /** None where the token is stateless. */
  readonly sessionId?: string;
  readonly role: Role;
  readonly methods: readonly string[];
  readonly authenticatedAtMs: number;
  readonly issuedAtMs: number;
  readonly lifeSeconds: number;
}

/** An access token, and in how many seconds it ends. */
export interface SignedAccessToken {
  readonly token: string;
  readonly expiresIn: number;
}

/** Makes access tokens, each with an id of its own and signed with the key that signs now. */
@Injectable()
export class AccessTokenSigner {
  constructor(private readonly keys: SigningKeys) {}

  /** Rejects where there is no key to sign with (503). */
  async sign(contents: AccessTokenContents): Promise<SignedAccessToken> {
    const { kid, privateKey } = await this.keys.current();
    const token = await new SignJWT({ ...claimsOf(contents) })
      .setProtectedHeader({ alg: 'ES256', typ: accessTokenType, kid })
      .sign(privateKey);
    return { token, expiresIn: contents.lifeSeconds };
  }
}

function claimsOf(contents: AccessTokenContents): AccessTokenClaims {
  const iatMs = Math.floor(contents.issuedAtMs);
  const iat = Math.floor(iatMs / 1_000);
  return {
    iss: accessTokenIssuer,
    aud: accessTokenAudience,
    sub: contents.userId,
    ...(contents.sessionId !== undefined && { sid: contents.sessionId }),
    jti: newId(),
    iat,
    iat_ms: iatMs,
    exp: iat + contents.lifeSeconds,
    auth_time: Math.floor(contents.authenticatedAtMs / 1_000),
    role: contents.role,
    amr: contents.methods,
  };
}
