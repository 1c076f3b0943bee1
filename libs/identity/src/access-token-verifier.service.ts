import { Inject, Injectable } from '@nestjs/common';
import { RecentTokens } from '@secureconnect/platform';
import { errors, type JWTHeaderParameters, jwtVerify } from 'jose';
import {
  accessTokenAudience,
  accessTokenIssuer,
  accessTokenType,
  longestAccessTokenSeconds,
} from './access-token';
import { type Caller } from './caller';
import { IDENTITY_SETTINGS, type IdentitySettings } from './identity.options';
import { NotAuthenticatedError } from './not-authenticated.error';
import { readClaims } from './read-claims';
import { TokenExpiredError } from './token-expired.error';
import { type TokenKey, TokenKeys } from './token-keys.port';
import { type VerifiedToken, verifiedToken } from './verified-token';

const longest = 4_096;
const wellFormed = /^[\w-]+\.[\w-]+\.[\w-]{86}$/;
const kidShape = /^[\w-]{1,100}$/;

/** Says whether an access token is genuine and in time; whether it was revoked is asked elsewhere, every time. */
@Injectable()
export class AccessTokenVerifier {
  /** Genuine ones alone, which nobody but auth can make: 10,000 of some 700 characters, and what they say, are 14 MB. */
  private readonly verified: RecentTokens<VerifiedToken>;

  constructor(
    private readonly keys: TokenKeys,
    @Inject(IDENTITY_SETTINGS) private readonly settings: IdentitySettings,
  ) {
    this.verified = new RecentTokens(settings.rememberedTokens);
  }

  /** What a token was found to say before, where it is in time and its key is known to be published still. */
  known(token: string): VerifiedToken | undefined {
    const seen = this.verified.get(token);
    if (!seen || this.isOver(seen)) return undefined;
    return this.keys.known(seen.kid) === seen.key ? seen : undefined;
  }

  /** Who the token says asks; rejects with 401, or 503 where the keys are not known. */
  async verify(token: string): Promise<Caller> {
    if (token.length > longest) throw new NotAuthenticatedError('');
    return (await this.remembered(token)) ?? this.read(token);
  }

  private async remembered(token: string): Promise<Caller | undefined> {
    const known = this.verified.get(token);
    if (!known) return undefined;
    if (this.isOver(known)) {
      this.verified.delete(token);
      throw new TokenExpiredError('');
    }
    // Its key may have been withdrawn since.
    if ((await this.keys.find(known.kid)) === known.key) return known.caller;
    this.verified.delete(token);
    return undefined;
  }

  private isOver({ caller }: VerifiedToken): boolean {
    return caller.expiresAtMs + this.settings.skewSeconds * 1_000 <= this.settings.now();
  }

  private async read(token: string): Promise<Caller> {
    if (!wellFormed.test(token)) throw new NotAuthenticatedError('');
    let found: { readonly kid: string; readonly key: TokenKey } | undefined;
    const keyOf = async ({ kid }: JWTHeaderParameters): Promise<TokenKey> => {
      const key = typeof kid === 'string' && kidShape.test(kid) ? await this.keys.find(kid) : undefined;
      if (!key || !kid) throw new NotAuthenticatedError('');
      found = { kid, key };
      return key;
    };
    const caller = readClaims(await this.checked(token, keyOf));
    if (!caller || !found) throw new NotAuthenticatedError('');
    this.verified.set(token, verifiedToken(caller, found.kid, found.key));
    return caller;
  }

  private async checked(token: string, keyOf: (header: JWTHeaderParameters) => Promise<TokenKey>) {
    const { skewSeconds, now } = this.settings;
    try {
      const { payload } = await jwtVerify(token, keyOf, {
        algorithms: ['ES256'],
        typ: accessTokenType,
        issuer: accessTokenIssuer,
        audience: accessTokenAudience,
        requiredClaims: ['exp'],
        clockTolerance: skewSeconds,
        maxTokenAge: longestAccessTokenSeconds,
        currentDate: new Date(now()),
      });
      return payload;
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw new TokenExpiredError('', { cause });
      if (cause instanceof errors.JOSEError) throw new NotAuthenticatedError('', { cause });
      throw cause;
    }
  }
}
