import { createHash, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

/** What the public may know of a key, as RFC 7517 writes it. */
export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'ES256';
}

/** A pair of keys before anything is known of its life. */
export interface KeyPair {
  readonly jwk: PublicJwk;
  /** PKCS #8, DER. */
  readonly privateKey: Buffer;
}

const generate = promisify(generateKeyPair);

/** A new pair for ES256; its name is the thumbprint of RFC 7638, so that two keys never share one. */
export async function makeSigningKey(): Promise<KeyPair> {
  const { publicKey, privateKey } = await generate('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' }) as { x: string; y: string };
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y })) // in this order, says the RFC
    .digest('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: 'ES256' } as const;
  return { jwk, privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }) };
}
