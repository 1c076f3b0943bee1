import { verify } from 'node:crypto';
import { InvalidServiceTokenError } from './invalid-service-token.error';
import { type KnownServiceKey } from './known-service-keys.service';
import { longestServiceTokenSeconds, type ServiceTokenClaims, type ServiceTokenType } from './service-token';

/** Longer than any that is signed here. */
const longest = 1_024;
const wellFormed = /^[\w-]{1,300}\.[\w-]{1,600}\.[\w-]{86}$/;
const kidShape = /^[\w-]{22}$/;

/** A token taken apart, of which nothing is proven yet. */
export interface UnprovenToken {
  readonly type: ServiceTokenType;
  readonly kid: string;
  readonly signed: string;
  readonly payload: string;
  readonly signature: string;
}

/** Takes a token apart; throws where it is none, or its header says anything else than ours do. */
export function takeApart(token: string): UnprovenToken {
  if (token.length > longest || !wellFormed.test(token)) throw new InvalidServiceTokenError('It is no token');
  const [head = '', payload = '', signature = ''] = token.split('.');
  const { alg, typ, kid, ...more } = jsonOf(head);
  if (alg !== 'EdDSA' || Object.keys(more).length > 0)
    throw new InvalidServiceTokenError('It is signed otherwise');
  if (typ !== 'client+jwt' && typ !== 'service+jwt')
    throw new InvalidServiceTokenError('It is for nothing here');
  if (typeof kid !== 'string' || !kidShape.test(kid)) throw new InvalidServiceTokenError('It names no key');
  return { type: typ, kid, signed: `${head}.${payload}`, payload, signature };
}

/** What a token says, once its key has proven it; throws where it does not, or the key is another service's. */
export function proven(token: UnprovenToken, { service, key }: KnownServiceKey): ServiceTokenClaims {
  const signature = Buffer.from(token.signature, 'base64url');
  if (!verify(null, Buffer.from(token.signed), key, signature))
    throw new InvalidServiceTokenError('Its signature is wrong');
  const claims = jsonOf(token.payload);
  if (!isWhole(claims)) throw new InvalidServiceTokenError('It lacks claims, or lives too long');
  if (claims.iss !== service) throw new InvalidServiceTokenError('Its key is not that of its issuer');
  return claims;
}

function isWhole(claims: Record<string, unknown>): claims is ServiceTokenClaims & Record<string, unknown> {
  const { iss, aud, iat, exp } = claims;
  if (typeof iss !== 'string' || typeof aud !== 'string') return false;
  if (!Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) return false;
  const lives = (exp as number) - (iat as number);
  return lives > 0 && lives <= longestServiceTokenSeconds;
}

function jsonOf(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Told below, as anything else that is no object.
  }
  throw new InvalidServiceTokenError('It is no JSON');
}
