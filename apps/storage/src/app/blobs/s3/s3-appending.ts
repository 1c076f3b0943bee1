import { StoreAwayError } from '../store-away.error';
import { type S3Bucket } from './s3-bucket';
import { finishedKey, mostParts, partBytes, tailKey, type Unfinished } from './s3-unfinished';

/** One that adds to a blob: full parts as they fill, and what is left over as its tail. */
export class S3Appending {
  private held: Uint8Array[];
  private heldBytes: number;
  private fullParts: number;
  private uploadId: string | undefined;
  /** Whether the tail that lies there is not the one that should. */
  private isChanged: boolean;

  constructor(
    private readonly bucket: S3Bucket,
    private readonly key: string,
    before: Unfinished | undefined,
    private readonly tail: Uint8Array,
  ) {
    this.held = [tail];
    this.heldBytes = tail.byteLength;
    this.fullParts = before?.parts.length ?? 0;
    this.uploadId = before?.uploadId;
    this.isChanged = before === undefined;
  }

  get length(): number {
    return this.fullParts * partBytes + this.heldBytes;
  }

  async take(chunk: Uint8Array): Promise<void> {
    for (let from = 0; from < chunk.byteLength;) {
      const some = chunk.subarray(from, from + partBytes - this.heldBytes);
      this.held.push(some);
      this.heldBytes += some.byteLength;
      from += some.byteLength;
      this.isChanged = true;
      if (this.heldBytes === partBytes) await this.putPart();
    }
  }

  /** What came last is durable too. */
  async end(): Promise<void> {
    if (!this.isChanged) return;
    await this.putTail(Buffer.concat(this.held));
    this.isChanged = false;
  }

  private async putPart(): Promise<void> {
    const uploadId = await this.upload();
    const number = this.fullParts + 1;
    const part = Buffer.concat(this.held);
    this.held = [];
    if (!(await this.bucket.putPart(finishedKey(this.key), uploadId, number, part)))
      throw new StoreAwayError('The upload was ended by somebody else.');
    this.fullParts = number;
    this.heldBytes = 0;
    // The parts themselves tell how far it came; a tail from before them is known to be old.
    this.isChanged = false;
  }

  /** Its number is written down before its first part, beside the tail that there was: without it parts are lost. */
  private async upload(): Promise<string> {
    if (this.fullParts >= mostParts)
      throw new Error(`A blob has no more than ${mostParts} parts of ${partBytes}.`);
    if (this.uploadId === undefined) {
      this.uploadId = await this.bucket.createUpload(finishedKey(this.key));
      await this.putTail(this.tail);
    }
    return this.uploadId;
  }

  private async putTail(tail: Uint8Array): Promise<void> {
    const parts = String(this.fullParts);
    const { uploadId: upload } = this;
    await this.bucket.put(tailKey(this.key), tail, upload === undefined ? { parts } : { parts, upload });
  }
}
