import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
/** Random bytes are taken by the page: one at a time they cost as much as the sealing. */
const page = Buffer.alloc(nonceBytes * 256);
let at = page.length;

function newNonce(): Buffer {
  if (at === page.length) {
    randomFillSync(page);
    at = 0;
  }
  at += nonceBytes;
  return Buffer.from(page.subarray(at - nonceBytes, at));
}

/** Seals for one place, by AES-256-GCM with a key of 32 bytes: what was sealed for one does not open in another. */
export function sealBytes(key: Buffer, plain: Buffer | string, place: string): Buffer {
  const nonce = newNonce();
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(plain as Buffer), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Opens what `sealBytes` made; throws where it was changed, or made with another key or for another place. */
export function openBytes(key: Buffer, sealed: Buffer, place: string): Buffer {
  const body = nonceBytes + tagBytes;
  const nonce = sealed.subarray(0, nonceBytes);
  const opener = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  opener.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(nonceBytes, body));
  return Buffer.concat([opener.update(sealed.subarray(body)), opener.final()]);
}
