import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type DerivedKey } from './auth-secrets';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** What lies sealed in PostgreSQL, with the name of the key that opens it. */
export interface Sealed {
  /** Nonce, tag, and what is encrypted. */
  readonly sealed: Buffer;
  readonly sealedWith: string;
}

/** Seals what must not lie open in a database: the first key of a use seals, each of them opens. */
export class Seal {
  constructor(private readonly keys: readonly [DerivedKey, ...DerivedKey[]]) {}

  /** `name` becomes part of the seal: what was sealed for one name does not open under another. */
  seal(plain: Buffer, name: string): Sealed {
    const [{ id, key }] = this.keys;
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(
      Buffer.from(name),
    );
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return { sealed: Buffer.concat([nonce, cipher.getAuthTag(), body]), sealedWith: id };
  }

  /** Throws where it was changed, sealed for another name, or with a secret that is gone. */
  open({ sealed, sealedWith }: Sealed, name: string): Buffer {
    const found = this.keys.find(({ id }) => id === sealedWith);
    if (!found) throw new Error(`${name} was sealed with an AUTH_SECRET that this instance does not have`);
    const [nonce, tag] = [sealed.subarray(0, nonceBytes), sealed.subarray(nonceBytes, nonceBytes + tagBytes)];
    const opener = createDecipheriv(algorithm, found.key, nonce, { authTagLength: tagBytes });
    opener.setAAD(Buffer.from(name)).setAuthTag(tag);
    return Buffer.concat([opener.update(sealed.subarray(nonceBytes + tagBytes)), opener.final()]);
  }

  /** Undefined where it does not open: what stands in a database may be changed, and a secret may be gone. */
  attempt(sealed: Sealed, name: string): Buffer | undefined {
    try {
      return this.open(sealed, name);
    } catch {
      // Who asks says what holds without it; nothing that is kept may make a request fail for good.
      return undefined;
    }
  }

  /** The keys that open and no longer seal, by their names. */
  get former(): readonly string[] {
    return this.keys.slice(1).map(({ id }) => id);
  }

  /** Whether the key that seals now sealed it. */
  isPresent({ sealedWith }: Pick<Sealed, 'sealedWith'>): boolean {
    return this.keys[0].id === sealedWith;
  }
}
