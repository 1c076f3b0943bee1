import { type Readable } from 'node:stream';
import { BlobMisplacedError } from '../blob-misplaced.error';
import { BlobMissingError } from '../blob-missing.error';
import { BlobStore, type ByteRange, type Guard, unguarded } from '../blob-store';
import { type PartPlaces } from '../part-places';
import { StoreAwayError } from '../store-away.error';
import { StoreBusyError } from '../store-busy.error';
import { S3Appending } from './s3-appending';
import { type S3Bucket, type S3Part } from './s3-bucket';
import { finishedKey, tailKey, type Unfinished, unfinishedOf } from './s3-unfinished';
import { isSameTag, WrittenHere } from './written-here';

/** Who finishes at once with us changes what we have seen, once. */
const mostFinishes = 4;

/** How often is looked, while nothing comes, whether somebody waits for what a silent one holds. */
const lookMs = 250;

/** Blobs in a bucket: unfinished ones as parts of an upload and a tail, finished ones as one object. */
export class S3BlobStore extends BlobStore {
  readonly name = 's3';
  private readonly written = new WrittenHere();

  constructor(
    private readonly bucket: S3Bucket,
    private readonly places: PartPlaces,
  ) {
    super();
  }

  async append(
    key: string,
    offset: number,
    bytes: AsyncIterable<Uint8Array>,
    guard: Guard = unguarded,
  ): Promise<number> {
    const before = await this.before(checked(key), offset);
    const { bucket, places, written } = this;
    const appending = new S3Appending({ bucket, places, written, key, guard }, before);
    try {
      await appending.begin();
      await this.addAll(appending, bytes);
    } finally {
      appending.leave();
    }
    return appending.length;
  }

  async length(key: string): Promise<number> {
    const [finished, unfinished] = await Promise.all([
      this.bucket.head(finishedKey(checked(key))),
      unfinishedOf(this.bucket, key),
    ]);
    if (finished || unfinished) return finished?.size ?? unfinished?.length ?? 0;
    // It may have been finished between one look and the other.
    return (await this.bucket.head(finishedKey(key)))?.size ?? 0;
  }

  async isFinished(key: string): Promise<boolean> {
    return (await this.bucket.head(finishedKey(checked(key)))) !== undefined;
  }

  async finish(key: string): Promise<boolean> {
    for (let tries = 0; tries < mostFinishes; tries += 1) {
      const isFinished = (await this.bucket.head(finishedKey(checked(key)))) !== undefined;
      const unfinished = isFinished ? undefined : await unfinishedOf(this.bucket, key);
      const isOurs = isFinished ? false : unfinished && (await this.close(key, unfinished));
      if (isOurs !== undefined) {
        await this.tidy(key);
        return isOurs;
      }
      if (!unfinished && !(await this.bucket.head(finishedKey(key)))) throw new BlobMissingError(key);
    }
    throw new StoreAwayError('Somebody else goes on changing this upload.');
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const found = await this.bucket.get(finishedKey(checked(key)), range);
    if (!found) throw new BlobMissingError(key);
    return found;
  }

  async remove(key: string): Promise<void> {
    await this.bucket.delete(finishedKey(checked(key)));
    await this.bucket.delete(tailKey(key));
    await this.abortUploads(key);
    this.written.forget(key);
  }

  async check(): Promise<Record<string, never>> {
    await this.bucket.check();
    return {};
  }

  private async addAll(appending: S3Appending, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    let broken: { readonly error: unknown } | undefined;
    let isSilent = false;
    const source = bytes[Symbol.asyncIterator]();
    try {
      for (;;) {
        const coming = source.next().catch((error: unknown) => (broken = { error }));
        const next = await unlessOverdue(coming, appending);
        isSilent = next === undefined;
        if (!next) return await this.makeRoom(appending);
        if ('error' in next || next.done) break;
        await appending.take(next.value);
        if (appending.isOverdue) await this.makeRoom(appending);
      }
      await appending.end();
    } finally {
      // One that is silent hears of it once something comes, and nobody waits for that, nor for what it says then.
      const closed = broken ? undefined : source.return?.();
      if (isSilent) closed?.catch(() => undefined);
      else await closed;
    }
    if (broken) throw broken.error;
  }

  /** Who is slow goes on in a while, so that others can go on now. */
  private async makeRoom(appending: S3Appending): Promise<never> {
    await appending.end();
    this.places.count('yielded');
    throw new StoreBusyError('');
  }

  private async before(key: string, offset: number): Promise<Unfinished | undefined> {
    const [finished, unfinished] = await Promise.all([
      this.bucket.head(finishedKey(key)),
      unfinishedOf(this.bucket, key),
    ]);
    const length = finished?.size ?? unfinished?.length ?? 0;
    // Of nothing, a blob may be begun again: that it was finished makes no difference to it.
    const isClosed = finished !== undefined && finished.size > 0;
    if (isClosed || length !== offset) throw new BlobMisplacedError(offset, length);
    return unfinished;
  }

  /** Gives whether all of it was written here; undefined: somebody else was faster, or changed it meanwhile. */
  private async close(key: string, found: Unfinished): Promise<boolean | undefined> {
    const { uploadId, parts, tail, tailTag } = found;
    const to = finishedKey(key);
    const isOurs = this.written.covers(key, found);
    if (uploadId === undefined || parts.length === 0) {
      const tag = await this.bucket.copy(tailKey(key), to);
      return tag === undefined ? undefined : isOurs && isSameTag(tag, tailTag);
    }
    const last = tail === 0 ? [] : await this.putShort(key, uploadId, found);
    // By their tags: a part that is another by now is refused.
    const isDone = last && (await this.bucket.complete(to, uploadId, [...parts, ...last]));
    return isDone ? isOurs : undefined;
  }

  /** The tail becomes the last part. */
  private async putShort(
    key: string,
    uploadId: string,
    { parts, tail: size, tailTag }: Unfinished,
  ): Promise<S3Part[] | undefined> {
    const number = parts.length + 1;
    const place = await this.places.take();
    let isQuiet = false;
    try {
      const there = await this.bucket.getInto(tailKey(key), place.buffer);
      if (there.bytes !== size || !isSameTag(there.etag, tailTag)) return undefined;
      const etag = await this.bucket.putPart(
        finishedKey(key),
        uploadId,
        number,
        place.buffer.subarray(0, size),
      );
      isQuiet = true;
      return etag === undefined ? undefined : [{ number, size, etag }];
    } finally {
      place.leave(isQuiet);
    }
  }

  /** What is left of the way there; a crash before leaves it to whoever removes the blob. */
  private async tidy(key: string): Promise<void> {
    const tail = await this.bucket.head(tailKey(key));
    if (!tail) return;
    if (tail.metadata['upload'] !== undefined) await this.abortUploads(key);
    await this.bucket.delete(tailKey(key));
  }

  private async abortUploads(key: string): Promise<void> {
    const to = finishedKey(key);
    for (const uploadId of await this.bucket.uploads(to)) await this.bucket.abort(to, uploadId);
  }
}

/** What comes next; undefined: nothing did, and somebody waits for what is held meanwhile. */
async function unlessOverdue<T>(coming: Promise<T>, appending: S3Appending): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<undefined>((resolve) => {
    timer = setInterval(() => appending.isOverdue && resolve(undefined), lookMs);
  });
  try {
    return await Promise.race([coming, overdue]);
  } finally {
    clearInterval(timer);
  }
}

/** Keys are ours and never a client's; a bug that would let one leave its place ends here. */
function checked(key: string): string {
  if (!/^[0-9a-z-]{8,64}$/.test(key)) throw new Error(`"${key}" is no key of a blob.`);
  return key;
}
