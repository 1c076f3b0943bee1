import { createHash, randomBytes } from 'node:crypto';

/** Bytes to be stored, unlike any others, so that they are known again. */
export interface Content {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly type: string;
  readonly sha256: string;
}

let made = 0;

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const contentOf = (bytes: Uint8Array, ending: string, type: string): Content => {
  made += 1;
  return { bytes, name: `file-${made}.${ending}`, type, sha256: digestOf(bytes) };
};

export const octets = (size: number): Content =>
  contentOf(randomBytes(size), 'bin', 'application/octet-stream');

/** A picture of one point, with a comment that no other has. */
export function picture(): Content {
  const comment = randomBytes(16).toString('hex');
  const head = '47494638396101000100800000000000ffffff';
  const extension = `21fe${comment.length.toString(16)}${Buffer.from(comment).toString('hex')}00`;
  const image = '2c00000000010001000002024401003b';
  return contentOf(Buffer.from(head + extension + image, 'hex'), 'gif', 'image/gif');
}
