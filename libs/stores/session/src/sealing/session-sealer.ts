import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { type SealingKeys } from '../session-store.options';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
/** Random bytes are taken by the page: one at a time they cost as much as the sealing. */
const page = Buffer.alloc(nonceBytes * 256);
let at = page.length;

function nonce(): Buffer {
  if (at === page.length) {
    randomFillSync(page);
    at = 0;
  }
  at += nonceBytes;
  return Buffer.from(page.subarray(at - nonceBytes, at));
}

/** What is sealed, and the name of the key it takes to open it. */
export interface Sealed {
  /** Nonce, tag, and what is encrypted. */
  readonly bytes: Buffer;
  readonly with: string;
}

/** Seals text for one place by AES-256-GCM: what was sealed for one does not open in another. */
export function seal(key: Buffer, plain: string, place: string): Buffer {
  const iv = nonce();
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** Opens what `seal` made; throws where it was changed, or made with another key or for another place. */
export function open(key: Buffer, sealed: Buffer, place: string): string {
  const body = nonceBytes + tagBytes;
  const opener = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  opener.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(nonceBytes, body));
  return opener.update(sealed.subarray(body), undefined, 'utf8') + opener.final('utf8');
}

/** Seals with the present key, opens with any of its keys. */
export class SessionSealer {
  private readonly byId: ReadonlyMap<string, Buffer>;

  constructor(private readonly keys: SealingKeys) {
    this.byId = new Map(keys.map(({ id, key }) => [id, key]));
  }

  /** The name of the key that seals now. */
  get present(): string {
    return this.keys[0].id;
  }

  seal(plain: string, place: string): Sealed {
    const [{ id, key }] = this.keys;
    return { bytes: seal(key, plain, place), with: id };
  }

  /** Undefined where none of its keys opens it. */
  open({ bytes, with: id }: Sealed, place: string): string | undefined {
    const key = this.byId.get(id);
    if (!key) return undefined;
    try {
      return open(key, bytes, place);
    } catch {
      return undefined; // Changed, or moved from another place: as good as lost.
    }
  }
}
