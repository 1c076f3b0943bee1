import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { type PostgresServer } from '@secureconnect/testing';

const kid = 'of-the-benchmarks';
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const insertSql = `
  INSERT INTO auth.signing_keys (kid, public_jwk, sealed_key, sealed_with, signs_from, signs_until, published_until)
  VALUES ($1, $2, '', 'nobody', now() - interval '2 h', now() - interval '1 h', now() + interval '3 h')
  ON CONFLICT (kid) DO UPDATE SET public_jwk = excluded.public_jwk`;

/** Signs tokens of as many accounts as a benchmark likes, with a key that auth publishes among its own. */
export class TokenSigner {
  private readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  /** Before auth is started, which reads its keys then. */
  async publish(postgres: PostgresServer): Promise<void> {
    const jwk = { ...this.pair.publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' };
    await postgres.sql(insertSql, [kid, jwk]);
  }

  tokenOf(userId: string): string {
    const [now, key] = [Date.now(), { key: this.pair.privateKey, dsaEncoding: 'ieee-p1363' } as const];
    const iat = Math.floor(now / 1_000);
    const who = { sub: userId, sid: randomUUID(), jti: randomUUID(), role: 'user', amr: ['pwd'] };
    const when = { iat, iat_ms: now, exp: iat + 900, auth_time: iat };
    const claims = { iss: 'secureconnect', aud: 'secureconnect', ...who, ...when };
    const text = `${encoded({ alg: 'ES256', typ: 'at+jwt', kid })}.${encoded(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
  }
}
