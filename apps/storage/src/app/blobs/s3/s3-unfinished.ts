import { type S3Bucket, type S3Part } from './s3-bucket';

/** So long is each part but the last, wherever appending stopped: a part's place is told by its number alone. */
export const partBytes = 8 * 1_048_576;

/** What S3 takes of parts. */
export const mostParts = 10_000;

/** Where a blob lies once it is whole. */
export const finishedKey = (key: string): string => `blobs/${key}`;

/** Where its last bytes lie until then, with the number of the upload that the others are parts of. */
export const tailKey = (key: string): string => `unfinished/${key}`;

/** How far an unfinished blob came. */
export interface Unfinished {
  readonly uploadId: string | undefined;
  /** All full ones from the first. */
  readonly parts: readonly S3Part[];
  /** How many bytes of the tail come after them, and its tag. */
  readonly tail: number;
  readonly tailTag: string;
  readonly length: number;
}

/** Undefined: nothing was begun, or it is finished meanwhile. */
export async function unfinishedOf(bucket: S3Bucket, key: string): Promise<Unfinished | undefined> {
  const found = await bucket.head(tailKey(key));
  if (!found) return undefined;
  const { upload: uploadId } = found.metadata;
  const listed = uploadId === undefined ? [] : await bucket.parts(finishedKey(key), uploadId);
  if (!listed) return undefined;
  const parts = fullParts(listed);
  // A crash came between a part that took up the tail, and the tail after it.
  const tail = Number(found.metadata['parts'] ?? 0) === parts.length ? found.size : 0;
  return { uploadId, parts, tail, tailTag: found.etag, length: parts.length * partBytes + tail };
}

/** A short one is what a finish that did not end has left, and lies in the tail as well. */
function fullParts(listed: readonly S3Part[]): S3Part[] {
  const gap = listed.findIndex(({ number, size }, place) => number !== place + 1 || size !== partBytes);
  return listed.slice(0, gap === -1 ? listed.length : gap);
}
