import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuthSecrets, type DerivedKey } from '../secrets/auth-secrets';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** What waits in the queue, with the name of the key that opens it. */
export interface SealedText {
  readonly key: string;
  readonly sealed: string;
}

/** Keeps what lies in the queue unreadable: the first key seals, each of them opens. */
@Injectable()
export class MailSeal {
  private readonly keys: readonly [DerivedKey, ...DerivedKey[]];

  constructor(secrets: AuthSecrets) {
    this.keys = secrets.keysFor('mail');
  }

  /** `use` becomes part of the seal: what was sealed for one does not open for another. */
  seal(value: unknown, use: string): SealedText {
    const [{ id, key }] = this.keys;
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(
      Buffer.from(use),
    );
    const body = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
    return { key: id, sealed: Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url') };
  }

  /** Throws where it was changed, sealed for another use, or with a secret that is gone. */
  open(text: SealedText, use: string): unknown {
    const found = this.keys.find(({ id }) => id === text.key);
    if (!found) throw new Error('This was sealed with an AUTH_SECRET that this instance does not have');
    const bytes = Buffer.from(text.sealed, 'base64url');
    const nonce = bytes.subarray(0, nonceBytes);
    const opener = createDecipheriv(algorithm, found.key, nonce, { authTagLength: tagBytes });
    opener.setAAD(Buffer.from(use)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const plain = [opener.update(bytes.subarray(nonceBytes + tagBytes)), opener.final()];
    return JSON.parse(Buffer.concat(plain).toString()) as unknown;
  }
}
