import { Injectable } from '@nestjs/common';
import { LinkExpiredError } from './link-expired.error';
import { LinkRefusedError } from './link-refused.error';
import { type Link, LinkSigner } from './link-signer';

/** What a link says of itself in its query. */
export interface ShownLink {
  readonly expires: number;
  readonly signature: string;
  readonly isDownload: boolean;
}

/** Links to files: made for their owners, looked at when they are shown. */
@Injectable()
export class FileLinks {
  constructor(private readonly signer: LinkSigner) {}

  /** Where the content is for whoever has the link. */
  make(fileId: string, seconds: number, isDownload: boolean): { readonly url: string; readonly until: Date } {
    const link: Link = { fileId, expires: Math.ceil(Date.now() / 1_000) + seconds, isDownload };
    const query = new URLSearchParams({
      expires: String(link.expires),
      ...(isDownload && { download: '1' }),
      signature: this.signer.sign(link),
    });
    return { url: `/v1/files/${fileId}/content?${query}`, until: new Date(link.expires * 1_000) };
  }

  /** Throws unless it opens this file now. */
  check(fileId: string, { signature, ...said }: ShownLink): void {
    const link: Link = { fileId, ...said };
    // Only to who has had a good one is told that it expired.
    if (!this.signer.isSigned(link, signature)) throw new LinkRefusedError('');
    if (link.expires * 1_000 <= Date.now()) throw new LinkExpiredError('');
  }
}
