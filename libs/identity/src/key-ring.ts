import { importJWK, type CryptoKey } from 'jose';

interface Imported {
  readonly point: string;
  readonly key: CryptoKey;
}

/** An elliptic key as RFC 7517 writes it. */
interface EcJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
}

/** More than a rotation and a few withdrawals ever publish. */
const most = 50;
const coordinate = /^[\w-]{43}$/;

/** The keys of one JWKS, ready to verify with; those of any other kind than ES256 are none. */
export class KeyRing {
  private keys: ReadonlyMap<string, Imported> = new Map();

  find(kid: string): CryptoKey | undefined {
    return this.keys.get(kid)?.key;
  }

  /** Replaces them all; a key that stays is the same object. Throws where it is no JWKS, and nothing is replaced. */
  async replace(jwks: unknown): Promise<void> {
    const listed = (jwks as { keys?: unknown } | null)?.keys;
    if (!Array.isArray(listed) || listed.length > most) throw new Error('This is no JWKS of access tokens');
    const imported = listed.filter(isUsable).map(async (jwk) => [jwk.kid, await this.imported(jwk)] as const);
    this.keys = new Map(await Promise.all(imported));
  }

  private async imported({ kid, kty, crv, x, y }: EcJwk): Promise<Imported> {
    const point = `${x}.${y}`;
    const known = this.keys.get(kid);
    if (known?.point === point) return known;
    return { point, key: (await importJWK({ kty, crv, x, y }, 'ES256')) as CryptoKey };
  }
}

function isUsable(jwk: unknown): jwk is EcJwk {
  const { kty, crv, alg, use, kid, x, y } = (jwk ?? {}) as Record<string, unknown>;
  const isEs256 = kty === 'EC' && crv === 'P-256' && alg === 'ES256' && use === 'sig';
  return isEs256 && typeof kid === 'string' && [x, y].every((part) => coordinate.test(String(part)));
}
