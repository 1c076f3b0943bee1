import { openBytes, sealBytes } from './seal-bytes';

/** A key of 32 bytes, and what names it without giving it away. */
export interface SealingKey {
  readonly id: string;
  readonly key: Buffer;
}

/** The first seals, each of them opens. */
export type SealingKeys = readonly [SealingKey, ...SealingKey[]];

/** What must not lie open, with the name of the key that opens it. */
export interface Sealed {
  /** Nonce, tag, and what is encrypted. */
  readonly sealed: Buffer;
  readonly sealedWith: string;
}

/** Seals what must not lie open anywhere: the first key of a use seals, each of them opens. */
export class Seal {
  private readonly byId: ReadonlyMap<string, Buffer>;

  constructor(private readonly keys: SealingKeys) {
    this.byId = new Map(keys.map(({ id, key }) => [id, key]));
  }

  /** The name of the key that seals now. */
  get present(): string {
    return this.keys[0].id;
  }

  /** The keys that open and no longer seal, by their names. */
  get former(): readonly string[] {
    return this.keys.slice(1).map(({ id }) => id);
  }

  /** `name` becomes part of the seal: what was sealed for one name does not open under another. */
  seal(plain: Buffer | string, name: string): Sealed {
    const [{ id, key }] = this.keys;
    return { sealed: sealBytes(key, plain, name), sealedWith: id };
  }

  /** Throws where it was changed, sealed for another name, or with a secret that is gone. */
  open({ sealed, sealedWith }: Sealed, name: string): Buffer {
    const key = this.byId.get(sealedWith);
    if (!key) throw new Error(`${name} was sealed with a secret that this instance does not have`);
    return openBytes(key, sealed, name);
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

  /** Whether one of its keys sealed it. */
  canOpen({ sealedWith }: Pick<Sealed, 'sealedWith'>): boolean {
    return this.byId.has(sealedWith);
  }

  /** Whether the key that seals now sealed it. */
  isPresent({ sealedWith }: Pick<Sealed, 'sealedWith'>): boolean {
    return this.keys[0].id === sealedWith;
  }
}
