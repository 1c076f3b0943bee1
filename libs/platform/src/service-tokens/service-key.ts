import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

const idBytes = 16;

/** The key of this process, made at its start; the private half never leaves it. */
export class ServiceKey {
  readonly kid = randomBytes(idBytes).toString('base64url');
  /** The public half as it is published: 32 bytes in base64url. */
  readonly publicKey: string;
  private readonly privateKey: KeyObject;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.privateKey = privateKey;
    this.publicKey = String(publicKey.export({ format: 'jwk' }).x);
  }

  sign(text: string): string {
    return sign(null, Buffer.from(text), this.privateKey).toString('base64url');
  }
}

/** A public half, ready to verify with. */
export const importPublicKey = (x: string): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
