import { PassThrough } from 'node:stream';
import { type IncomingMessage } from 'node:http';
import { discardRest } from '../uploads/discard-rest';

/** So much waits for whoever reads; with less, the connection is stopped and started again at every piece. */
const mostWaiting = 262_144;

/**
 * A request's body, which can be taken back: whoever reads it directly and stops in the middle leaves a connection on
 * which nothing is heard any more. The library of tus is lent an empty one in its place, that ends when it does: its
 * bytes would go through five streams more on their way to the store, which cost more than to store them.
 */
export class LentBody {
  /** What the store reads. */
  readonly bytes = new PassThrough({ highWaterMark: mostWaiting });
  /** What the library reads. */
  readonly stand: ReadableStream<Uint8Array>;
  private closeStand: () => void = () => undefined;
  private broken = false;

  constructor(private readonly request: IncomingMessage) {
    this.stand = new ReadableStream({
      start: (controller) => void (this.closeStand = () => controller.close()),
      cancel: () => void (this.closeStand = () => undefined),
    });
    // Whoever reads hears of it, where anybody does yet.
    this.bytes.on('error', () => undefined).once('end', () => this.endStand());
    request.on('error', (error) => this.breakOff(error)).pipe(this.bytes);
  }

  /** Whether its connection ended before it did. */
  get isBroken(): boolean {
    return this.broken;
  }

  /** What came so far is all of it. */
  cutShort(): void {
    this.request.unpipe(this.bytes);
    this.bytes.end();
  }

  /** What nobody read is thrown away. */
  takeBack(): void {
    this.request.unpipe(this.bytes);
    this.bytes.destroy();
    this.endStand();
    discardRest(this.request);
  }

  private breakOff(error: Error): void {
    this.broken = true;
    this.bytes.destroy(error);
  }

  private endStand(): void {
    const close = this.closeStand;
    this.closeStand = () => undefined;
    close();
  }
}
