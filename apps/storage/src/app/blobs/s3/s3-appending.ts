import { type Guard } from '../blob-store';
import { type PartPlace, type PartPlaces } from '../part-places';
import { StoreAwayError } from '../store-away.error';
import { type S3Bucket } from './s3-bucket';
import { finishedKey, mostParts, partBytes, tailKey, type Unfinished } from './s3-unfinished';
import { isSameTag, type WrittenHere } from './written-here';

/** What is added to. */
export interface S3Appended {
  readonly bucket: S3Bucket;
  readonly places: PartPlaces;
  readonly written: WrittenHere;
  readonly key: string;
  /** Asked before each try to write. */
  readonly guard: Guard;
}

/**
 * One that adds to a blob: full parts as they fill, and what is left over as its tail. It holds a place in memory while
 * it holds bytes, a new one for each part, so that many who bring much take turns.
 */
export class S3Appending {
  private place: PartPlace | undefined;
  private heldBytes = 0;
  private readonly parts: { readonly etag: string }[];
  private uploadId: string | undefined;
  /** Of what is held, so much was there before. */
  private tailBytes: number;
  /** Whether this process alone wrote all that is there, and in it nobody but those before this one. */
  private isOurs: boolean;
  /** What was kept of it when this one last looked. */
  private mark: string | undefined;
  /** Whether the tail that lies there is not the one that should. */
  private isChanged: boolean;

  constructor(
    private readonly to: S3Appended,
    private readonly before: Unfinished | undefined,
  ) {
    this.parts = [...(before?.parts ?? [])];
    this.isOurs = to.written.covers(to.key, before);
    this.mark = to.written.markOf(to.key);
    this.uploadId = before?.uploadId;
    this.tailBytes = before?.tail ?? 0;
    this.isChanged = before === undefined;
  }

  get length(): number {
    return this.parts.length * partBytes + this.heldBytes;
  }

  /** Somebody waits for the memory this one has had for long. */
  get isOverdue(): boolean {
    return this.place?.isOverdue ?? false;
  }

  /** Takes up the tail that there was. */
  async begin(): Promise<void> {
    if (this.tailBytes === 0) return;
    this.place = await this.to.places.take();
    const { bytes, etag } = await this.to.bucket.getInto(tailKey(this.to.key), this.place.buffer);
    if (bytes !== this.tailBytes) throw new StoreAwayError('The tail of an upload is gone.');
    this.isOurs &&= isSameTag(etag, this.before?.tailTag);
    this.heldBytes = bytes;
  }

  async take(chunk: Uint8Array): Promise<void> {
    for (let from = 0; from < chunk.byteLength;) {
      this.place ??= await this.to.places.take();
      const some = chunk.subarray(from, from + partBytes - this.heldBytes);
      this.place.buffer.set(some, this.heldBytes);
      this.heldBytes += some.byteLength;
      from += some.byteLength;
      this.isChanged = true;
      if (this.heldBytes === partBytes) await this.putPart(this.place);
    }
  }

  /** What came last is durable too. */
  async end(): Promise<void> {
    if (!this.isChanged) return;
    await this.putTail(this.heldBytes);
    this.isChanged = false;
  }

  /** Holds nothing any more. */
  leave(): void {
    // A write that was given up may still be reading what it was given.
    this.place?.leave(!this.isChanged);
    this.place = undefined;
  }

  private async putPart(place: PartPlace): Promise<void> {
    const uploadId = await this.upload();
    const number = this.parts.length + 1;
    const { bucket, key, guard } = this.to;
    const etag = await bucket.putPart(finishedKey(key), uploadId, number, place.buffer, guard);
    if (etag === undefined) throw new StoreAwayError('The upload was ended by somebody else.');
    this.parts.push({ etag });
    this.note(0, '');
    [this.heldBytes, this.tailBytes] = [0, 0];
    // The parts themselves tell how far it came; a tail from before them is known to be old.
    this.isChanged = false;
    this.leave();
  }

  /** Its number is written down before its first part, beside the tail that there was: without it parts are lost. */
  private async upload(): Promise<string> {
    if (this.parts.length >= mostParts)
      throw new Error(`A blob has no more than ${mostParts} parts of ${partBytes}.`);
    if (this.uploadId === undefined) {
      this.uploadId = await this.to.bucket.createUpload(finishedKey(this.to.key));
      await this.putTail(this.tailBytes);
    }
    return this.uploadId;
  }

  private async putTail(bytes: number): Promise<void> {
    const tail = bytes === 0 ? new Uint8Array() : this.place?.buffer.subarray(0, bytes);
    if (!tail) throw new Error('A tail is written of which nothing is held.');
    const parts = String(this.parts.length);
    const { uploadId: upload } = this;
    const { bucket, key, guard } = this.to;
    const metadata: Record<string, string> = upload === undefined ? { parts } : { parts, upload };
    this.note(bytes, await bucket.put(tailKey(key), tail, metadata, guard));
  }

  private note(tail: number, tailTag: string): void {
    const { written, key } = this.to;
    // Another one of this process that was late, or that this one is late for.
    this.isOurs &&= written.markOf(key) === this.mark;
    if (this.isOurs) written.note(key, { parts: this.parts, tail, tailTag });
    else written.forget(key);
    this.mark = written.markOf(key);
  }
}
