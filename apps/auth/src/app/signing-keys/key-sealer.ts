import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

interface SealingKey {
  readonly id: string;
  readonly key: Buffer;
}

const derived = (secret: string, use: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `signing keys: ${use}`, bytes));

const sealingKeyOf = (secret: string): SealingKey => ({
  id: derived(secret, 'name', 8).toString('hex'),
  key: derived(secret, 'sealing', 32),
});

/** A private key as it lies in PostgreSQL. */
export interface SealedKey {
  /** Nonce, tag, and what is encrypted. */
  readonly sealed: Buffer;
  /** Names the secret it takes to open it, and does not give it away. */
  readonly sealedWith: string;
}

/** Seals what must not lie open in a database, and opens it; the first of its secrets seals, each of them opens. */
export class KeySealer {
  private readonly keys: readonly [SealingKey, ...SealingKey[]];

  constructor(present: string, ...before: readonly string[]) {
    this.keys = [sealingKeyOf(present), ...before.map(sealingKeyOf)];
  }

  /** `name` becomes part of the seal: what was sealed for one name does not open under another. */
  seal(plain: Buffer, name: string): SealedKey {
    const [{ id, key }] = this.keys;
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(
      Buffer.from(name),
    );
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return { sealed: Buffer.concat([nonce, cipher.getAuthTag(), body]), sealedWith: id };
  }

  /** Throws where it was changed, or sealed for another name. */
  open({ sealed, sealedWith }: SealedKey, name: string): Buffer {
    const found = this.keys.find(({ id }) => id === sealedWith);
    if (!found) throw new Error(`${name} was sealed with a secret that this instance does not have`);
    const [nonce, tag] = [sealed.subarray(0, nonceBytes), sealed.subarray(nonceBytes, nonceBytes + tagBytes)];
    const opener = createDecipheriv(algorithm, found.key, nonce, { authTagLength: tagBytes });
    opener.setAAD(Buffer.from(name)).setAuthTag(tag);
    return Buffer.concat([opener.update(sealed.subarray(nonceBytes + tagBytes)), opener.final()]);
  }

  /** Whether one of its secrets sealed it. */
  canOpen({ sealedWith }: Pick<SealedKey, 'sealedWith'>): boolean {
    return this.keys.some(({ id }) => id === sealedWith);
  }

  /** Whether the secret that seals now sealed it. */
  isPresent({ sealedWith }: Pick<SealedKey, 'sealedWith'>): boolean {
    return this.keys[0].id === sealedWith;
  }
}
