import { createHash } from 'node:crypto';

/** A hundred bytes each; of more blobs at once some are read again. */
const mostKept = 2_000;

/** What an unfinished blob consists of, by the tags that S3 gave its parts and its tail. */
export interface BlobTags {
  readonly parts: readonly { readonly etag: string }[];
  readonly tail: number;
  readonly tailTag: string;
}

/** Some answers quote them, and some do not. */
const bare = (etag = ''): string => etag.replaceAll('"', '');

/** Whether two tags name the same bytes. */
export const isSameTag = (one: string | undefined, other: string | undefined): boolean =>
  bare(one) === bare(other);

/** The same for the same tags in the same order, and for nothing else. */
function markOf({ parts, tail, tailTag }: BlobTags): string {
  const hash = createHash('sha256');
  for (const { etag } of parts) hash.update(`${bare(etag)}\n`);
  return hash.update(tail === 0 ? '' : bare(tailTag)).digest('base64');
}

/**
 * What of unfinished blobs was written by this process alone. A write that was on its way for long may come after those
 * of others and change bytes without changing how many there are: then the tags are others.
 */
export class WrittenHere {
  private readonly kept = new Map<string, string>();

  /** Whether all that is there was written here; of nothing, all was. */
  covers(key: string, there: BlobTags | undefined): boolean {
    const isNothing = there === undefined || (there.parts.length === 0 && there.tail === 0);
    return isNothing || this.kept.get(key) === markOf(there);
  }

  /** What is kept of it, for whoever notes more of it later. */
  markOf(key: string): string | undefined {
    return this.kept.get(key);
  }

  note(key: string, written: BlobTags): void {
    this.kept.delete(key);
    this.kept.set(key, markOf(written));
    const [oldest] = this.kept.keys();
    if (this.kept.size > mostKept && oldest !== undefined) this.kept.delete(oldest);
  }

  forget(key: string): void {
    this.kept.delete(key);
  }
}
