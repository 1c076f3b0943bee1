import { createHash } from 'node:crypto';
import { sniffedBytes } from '../content/sniff-type';

/** What is known of bytes that went by. */
export interface Digest {
  readonly sha256: Buffer;
  readonly head: Buffer;
  readonly length: number;
}

/** Passes bytes on, and knows afterwards what they were, over several goes if need be. */
export class Digesting {
  private readonly hash = createHash('sha256');
  private head = Buffer.alloc(0);
  private passed = 0;
  private goes = 0;

  /** How many went by. */
  get length(): number {
    return this.passed;
  }

  /** What a go that was given up still brings is not counted. */
  endGo(): void {
    this.goes += 1;
  }

  async *through(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const go = ++this.goes;
    for await (const chunk of bytes) {
      if (go !== this.goes) return;
      this.hash.update(chunk);
      if (this.head.length < sniffedBytes)
        this.head = Buffer.concat([this.head, chunk.subarray(0, sniffedBytes - this.head.length)]);
      this.passed += chunk.byteLength;
      yield chunk;
    }
  }

  /** Of all that went by so far. */
  get digest(): Digest {
    return { sha256: this.hash.copy().digest(), head: this.head, length: this.passed };
  }

  /** Of bytes that lie somewhere already. */
  static async of(bytes: AsyncIterable<Uint8Array>): Promise<Digest> {
    const digesting = new Digesting();
    const passed = digesting.through(bytes);
    while (!(await passed.next()).done);
    return digesting.digest;
  }
}
