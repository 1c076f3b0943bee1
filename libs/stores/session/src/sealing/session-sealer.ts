import { Seal, type SealingKeys } from '@secureconnect/platform';

/** What is sealed, and the name of the key it takes to open it. */
export interface Sealed {
  readonly bytes: Buffer;
  readonly with: string;
}

/** Seals text with the present key, opens it with any of its keys. */
export class SessionSealer {
  private readonly inner: Seal;

  constructor(keys: SealingKeys) {
    this.inner = new Seal(keys);
  }

  /** The name of the key that seals now. */
  get present(): string {
    return this.inner.present;
  }

  seal(plain: string, place: string): Sealed {
    const { sealed, sealedWith } = this.inner.seal(plain, place);
    return { bytes: sealed, with: sealedWith };
  }

  /** Undefined where none of its keys opens it, or it was changed or moved from another place: as good as lost. */
  open({ bytes, with: id }: Sealed, place: string): string | undefined {
    return this.inner.attempt({ sealed: bytes, sealedWith: id }, place)?.toString('utf8');
  }
}
