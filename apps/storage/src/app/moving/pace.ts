import { setTimeout as sleep } from 'node:timers/promises';

/** Lets so many bytes pass a second, of all who ask together. */
export class Pace {
  private freeAt = 0;

  constructor(private readonly bytesPerSecond: number) {}

  async *through(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      const waitMs = this.take(chunk.byteLength);
      if (waitMs > 0) await sleep(waitMs);
      yield chunk;
    }
  }

  /** For how long they have to wait. */
  private take(bytes: number): number {
    const now = performance.now();
    const from = Math.max(now, this.freeAt);
    this.freeAt = from + (bytes / this.bytesPerSecond) * 1_000;
    return from - now;
  }
}
