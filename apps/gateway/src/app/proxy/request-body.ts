import { type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** What is told how a body comes in. */
export interface BodyWatcher {
  /** Some of it came. */
  bodyMoved(bytes: number): void;
  /** All of it came. */
  bodyCame(): void;
  /** The service wants more of it than has come. */
  bodyAwaited(): void;
}

/**
 * A file on its way to an upstream, at that one's pace. It is not the request itself: whoever answers
 * before the end destroys what it reads from, and the client must still be told the answer.
 */
export class RequestBody extends Readable {
  constructor(
    private readonly request: IncomingMessage,
    private readonly watcher: BodyWatcher,
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
    if (!this.request.isPaused()) return;
    this.watcher.bodyAwaited();
    this.request.resume();
  }

  /** The rest is of no use to anybody; the request itself stays, for its connection carries the answer. */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.request.pause();
    done(error);
  }

  private came(chunk: Buffer): void {
    if (this.destroyed) return;
    this.watcher.bodyMoved(chunk.length);
    if (!this.push(chunk)) this.request.pause();
  }

  private ended(): void {
    if (this.destroyed) return;
    this.watcher.bodyCame();
    this.push(null);
  }
}
