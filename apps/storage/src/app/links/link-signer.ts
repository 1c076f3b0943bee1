import { createHmac, timingSafeEqual } from 'node:crypto';
import { type SealingKeys } from '@secureconnect/platform';

/** What a link opens, and until when. */
export interface Link {
  readonly fileId: string;
  /** Seconds since the epoch. */
  readonly expires: number;
  readonly isDownload: boolean;
}

const signedText = ({ fileId, expires, isDownload }: Link): string =>
  `storage link 1\n${fileId.toLowerCase()}\n${expires}\n${isDownload ? 'attachment' : 'inline'}`;

/** Signs links that open one file for a while, without anything being written down. */
export class LinkSigner {
  constructor(private readonly keys: SealingKeys) {}

  sign(link: Link): string {
    return this.signature(link, this.keys[0].key);
  }

  /** Whether one of our keys signed it, however long ago; in the same time whatever is wrong. */
  isSigned(link: Link, signature: string): boolean {
    const given = Buffer.from(signature);
    let isOurs = false;
    for (const { key } of this.keys) {
      const expected = Buffer.from(this.signature(link, key));
      if (given.length === expected.length && timingSafeEqual(given, expected)) isOurs = true;
    }
    return isOurs;
  }

  private signature(link: Link, key: Buffer): string {
    return createHmac('sha256', key).update(signedText(link)).digest('base64url');
  }
}
