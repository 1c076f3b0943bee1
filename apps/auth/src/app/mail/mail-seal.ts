import { Injectable } from '@nestjs/common';
import { Seal } from '@secureconnect/platform';
import { AuthSecrets } from '../secrets/auth-secrets';

/** What waits in the queue, with the name of the key that opens it. */
export interface SealedText {
  readonly key: string;
  readonly sealed: string;
}

/** Keeps what lies in the queue unreadable, as text. */
@Injectable()
export class MailSeal {
  private readonly inner: Seal;

  constructor(secrets: AuthSecrets) {
    this.inner = new Seal(secrets.keysFor('mail'));
  }

  /** `use` becomes part of the seal: what was sealed for one does not open for another. */
  seal(value: unknown, use: string): SealedText {
    const { sealed, sealedWith } = this.inner.seal(JSON.stringify(value), use);
    return { key: sealedWith, sealed: sealed.toString('base64url') };
  }

  /** Throws where it was changed, sealed for another use, or with a secret that is gone. */
  open({ key: sealedWith, sealed }: SealedText, use: string): unknown {
    const opened = this.inner.open({ sealedWith, sealed: Buffer.from(sealed, 'base64url') }, use);
    return JSON.parse(opened.toString()) as unknown;
  }
}
