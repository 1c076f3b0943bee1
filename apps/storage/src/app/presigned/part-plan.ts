import { type BlobPart } from '../blobs/part-signer';

const mebibyte = 1_048_576;
const leastBytes = 8 * mebibyte;
/** What S3 takes of them. */
const mostParts = 10_000;

/** How a blob of a size is cut: told by the size alone, so that nothing need be remembered. */
export class PartPlan {
  readonly partBytes: number;
  readonly count: number;

  constructor(private readonly size: number) {
    const needed = Math.ceil(size / mostParts / mebibyte) * mebibyte;
    this.partBytes = Math.max(leastBytes, needed);
    this.count = Math.ceil(size / this.partBytes);
  }

  /** Undefined: there is no such part. */
  part(number: number): BlobPart | undefined {
    if (!Number.isInteger(number) || number < 1 || number > this.count) return undefined;
    return { number, size: Math.min(this.partBytes, this.size - (number - 1) * this.partBytes) };
  }

  /** The first so many. */
  first(most: number): BlobPart[] {
    return Array.from({ length: Math.min(most, this.count) }, (_, place) => this.part(place + 1)!);
  }
}
