import { type Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';

/** How much content was sent from here, and how many answers held some. */
@Injectable()
export class SentTally {
  bytes = 0;
  whole = 0;
  cut = 0;

  /** Counts what a stream of this length comes to: all of it, or what came by before it was cut. */
  watch(bytes: Readable, length: number): void {
    bytes.once('close', () => {
      if (bytes.readableEnded) this.whole += 1;
      else this.cut += 1;
      this.bytes += bytes.readableEnded ? length : 0;
    });
  }
}
