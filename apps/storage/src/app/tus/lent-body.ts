import { Readable } from 'node:stream';
import { type IncomingMessage } from 'node:http';
import { discardRest } from '../uploads/discard-rest';

/** So many pieces wait for whoever reads; with fewer, the connection is stopped and started again at every one. */
const mostWaiting = 4;

/**
 * A request's body, which can be taken back: whoever reads it directly and stops in the middle leaves a connection on
 * which nothing is heard any more. The library of tus is lent an empty one in its place, that ends when it does: its
 * bytes would go through five streams more on their way to the store, which cost more than to store them.
 */
export class LentBody {
  /** What the store reads: pieces as they came, for a stream of bytes would copy those that wait into one. */
  readonly bytes = new Readable({
    ...{ objectMode: true, highWaterMark: mostWaiting },
    read: () => void (this.isLent && this.request.resume()),
  });
  /** What the library reads. */
  readonly stand: ReadableStream<Uint8Array>;
  private closeStand: () => void = () => undefined;
  private broken = false;
  private isLent = true;

  constructor(private readonly request: IncomingMessage) {
    this.stand = new ReadableStream({
      start: (controller) => void (this.closeStand = () => controller.close()),
      cancel: () => void (this.closeStand = () => undefined),
    });
    // Whoever reads hears of it, where anybody does yet.
    this.bytes.on('error', () => undefined).once('end', () => this.endStand());
    request.on('error', (error) => this.breakOff(error));
    request.on('data', this.came).once('end', this.ended).pause();
    // Of one whose client left before anybody listened, nothing is heard any more.
    if (request.destroyed && !request.readableEnded) this.breakOff(new Error('The client left.'));
  }

  /** Whether its connection ended before it did. */
  get isBroken(): boolean {
    return this.broken;
  }

  /** What came so far is all of it. */
  cutShort(): void {
    if (this.isLent) this.ended();
  }

  /** What nobody read is thrown away. */
  takeBack(): void {
    this.stopLending();
    this.bytes.destroy();
    this.endStand();
    discardRest(this.request);
  }

  private readonly came = (piece: Buffer): void => {
    if (!this.bytes.push(piece)) this.request.pause();
  };

  private readonly ended = (): void => {
    this.stopLending();
    this.bytes.push(null);
  };

  private stopLending(): void {
    this.isLent = false;
    this.request.off('data', this.came).off('end', this.ended).pause();
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
