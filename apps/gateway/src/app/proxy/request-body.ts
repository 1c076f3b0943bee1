import { type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** What is told how a body comes in. */
export interface BodyWatcher {
  /** Some of it came. */
  bodyMoved(): void;
  /** All of it came. */
  bodyCame(): void;
  /** It is longer than the route takes. */
  bodyTooLarge(): void;
}

/**
 * The body of a request on its way to an upstream, at that one's pace. It is not the request itself: whoever answers
 * before the end destroys what it reads from, and the client must still be told the answer.
 */
export class RequestBody extends Readable {
  private received = 0;

  constructor(
    private readonly request: IncomingMessage,
    private readonly watcher: BodyWatcher,
    private readonly mostBytes: number,
  ) {
    super({ highWaterMark: 65_536 });
    request.pause();
    request.on('data', (chunk: Buffer) => this.came(chunk));
    request.on('end', () => this.ended());
  }

  /** The upstream wants more than has come: whoever is silent now, it is the client. */
  get isAwaited(): boolean {
    return !this.request.isPaused() && !this.request.complete;
  }

  override _read(): void {
    this.request.resume();
  }

  /** The rest is of no use to anybody; the request itself stays, for its connection carries the answer. */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.request.pause();
    done(error);
  }

  private came(chunk: Buffer): void {
    if (this.destroyed) return;
    this.received += chunk.length;
    if (this.received > this.mostBytes) return this.watcher.bodyTooLarge();
    this.watcher.bodyMoved();
    if (!this.push(chunk)) this.request.pause();
  }

  private ended(): void {
    if (this.destroyed) return;
    this.watcher.bodyCame();
    this.push(null);
  }
}
