import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { type AccessTokenClaims } from './access-token';
import { KeyRing } from './key-ring';
import { type TokenKey, TokenKeys } from './token-keys.port';

/** One who signs: as auth does, or as an attacker with a key of her own. */
export interface Signer {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: Record<string, unknown>;
}

/** Makes a signer whose key nobody knows yet. */
export function makeSigner(kid: string): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' };
  return { kid, privateKey, jwk };
}

/** Keys that a spec adds and takes away; counts how often it was asked. */
export class SceneKeys extends TokenKeys {
  private readonly ring = new KeyRing();
  asked: string[] = [];

  async publish(...signers: readonly Signer[]): Promise<void> {
    await this.ring.replace({ keys: signers.map(({ jwk }) => jwk) });
  }

  override known(kid: string): TokenKey | undefined {
    return this.ring.find(kid);
  }

  override find(kid: string): Promise<TokenKey | undefined> {
    this.asked.push(kid);
    return Promise.resolve(this.ring.find(kid));
  }
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The claims of a good token that was issued at a time in ms. */
export function claimsAt(nowMs: number, change: Record<string, unknown> = {}): AccessTokenClaims {
  const iat = Math.floor(nowMs / 1_000);
  const who = {
    sub: randomUUID(),
    sid: randomUUID(),
    jti: randomUUID(),
    role: 'user',
    amr: ['pwd'],
  } as const;
  const whence = { iss: 'secureconnect', aud: 'secureconnect' };
  return { ...whence, ...who, iat, iat_ms: nowMs, exp: iat + 900, auth_time: iat, ...change };
}

/** Signs whatever is asked for, headers included. */
export function tokenOf(signer: Signer, claims: object, header: Record<string, unknown> = {}): string {
  const head = { alg: 'ES256', typ: 'at+jwt', kid: signer.kid, ...header };
  const text = `${encoded(head)}.${encoded(claims)}`;
  const key = createPrivateKey(signer.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

/** A token with a signature of the attacker's choice. */
export const tokenWith = (header: object, claims: object, signature: string | ((text: string) => string)) => {
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${typeof signature === 'string' ? signature : signature(text)}`;
};
