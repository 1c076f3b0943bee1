import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { type PostgresServer } from '@secureconnect/testing';

/** What a token says, or its header. */
export type Claims = Record<string, unknown>;

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const insertSql = `
  INSERT INTO auth.signing_keys (kid, public_jwk, sealed_key, sealed_with, signs_from, signs_until, published_until)
  VALUES ($1, $2, '', 'nobody', now() - interval '2 h', now() - interval '1 h', now() + interval '1 h')`;

/** The claims of a token that is good now. */
export function goodClaims(change: Claims = {}): Claims {
  const now = Date.now();
  const iat = Math.floor(now / 1_000);
  const who = { sub: randomUUID(), sid: randomUUID(), jti: randomUUID(), role: 'user', amr: ['pwd'] };
  const whence = { iss: 'secureconnect', aud: 'secureconnect' };
  return { ...whence, ...who, iat, iat_ms: now, exp: iat + 300, auth_time: iat, ...change };
}

/** A key with which tokens are signed; auth publishes it among its own, so that one thing alone is wrong with a token. */
export class TokenSigner {
  private readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  constructor(readonly kid: string) {}

  /** Puts the public half where auth finds it when it reads its keys. */
  async publish(postgres: PostgresServer): Promise<void> {
    const jwk = { ...this.pair.publicKey.export({ format: 'jwk' }), kid: this.kid, use: 'sig', alg: 'ES256' };
    await postgres.sql(insertSql, [this.kid, jwk]);
  }

  sign(claims: Claims = goodClaims(), header: Claims = {}): string {
    const text = this.unsigned(claims, { alg: 'ES256', ...header });
    const key = { key: this.pair.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
  }

  /** Signed with what everybody knows. */
  signWithPublicKey(): string {
    const text = this.unsigned(goodClaims(), { alg: 'HS256' });
    const pem = this.pair.publicKey.export({ type: 'spki', format: 'pem' });
    return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
  }

  /** Header and claims, and no signature yet. */
  unsigned(claims: Claims, header: Claims): string {
    return `${encoded({ typ: 'at+jwt', kid: this.kid, ...header })}.${encoded(claims)}`;
  }
}
