const smallest = 4_096;
const none = Buffer.alloc(0);

/** A body as it gathers, in one piece of memory: thousands of pieces of a byte each would take a hundred times as much. */
export class BodyBuffer {
  private bytes: Buffer = none;
  length = 0;

  /** What came so far; with the first piece being all of it, that piece. */
  get whole(): Buffer {
    return this.bytes.length === this.length ? this.bytes : this.bytes.subarray(0, this.length);
  }

  /** How much more memory so many bytes need. */
  growthFor(more: number): number {
    return this.sizeWith(more) - this.bytes.length;
  }

  append(chunk: Buffer, isAll: boolean): void {
    if (isAll) this.bytes = chunk;
    else this.copy(chunk);
    this.length += chunk.length;
  }

  private copy(chunk: Buffer): void {
    const size = this.sizeWith(chunk.length);
    if (size > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(size);
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    chunk.copy(this.bytes, this.length);
  }

  private sizeWith(more: number): number {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return this.bytes.length;
    return Math.max(needed, this.bytes.length * 2, smallest);
  }
}
