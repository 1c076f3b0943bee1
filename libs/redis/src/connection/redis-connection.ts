import { type Redis } from 'ioredis';
import { ReplyTooLargeError } from './reply-too-large.error';
import { ServerClock } from './server-clock';

/** Somebody who waits for an answer on a connection. */
export interface Waiting {
  /** The connection ended; no answer will come. */
  connectionLost(cause: Error): void;
}

/** One live connection. It ends once, tells everybody who waits on it, and is never used again. */
export class RedisConnection {
  readonly clock = new ServerClock();
  private readonly waiting = new Set<Waiting>();
  private readonly endings: ((cause: Error) => void)[] = [];
  /** Compares the clocks now; set where they are compared at all. */
  recheckClock: () => void = () => undefined;
  private cause: Error | undefined;
  private lastError: Error | undefined;
  private unanswered = 0;
  private retiring = false;

  constructor(
    readonly client: Redis,
    private readonly maxReplyBytes: number,
  ) {
    client.on('error', (error: Error) => (this.lastError = error));
    client.once('close', () => this.destroy(this.lastError ?? new Error('Connection is closed.')));
  }

  /** Why it ended; undefined while it lives. */
  get ended(): Error | undefined {
    return this.cause;
  }

  /** The last complaint of the client, which often says more than a rejected promise. */
  get complaint(): Error | undefined {
    return this.lastError;
  }

  /** Watches what arrives once there is a socket. */
  guardReplies(): void {
    this.client.stream.on('data', (chunk: Buffer) => {
      this.unanswered += chunk.length;
      if (this.unanswered > this.maxReplyBytes) this.destroy(new ReplyTooLargeError(this.maxReplyBytes));
    });
  }

  enter(one: Waiting): void {
    this.waiting.add(one);
  }

  leave(one: Waiting): void {
    this.waiting.delete(one);
    this.unanswered = 0;
    if (this.retiring && this.waiting.size === 0) this.destroy(new Error('Connection is closed.'));
  }

  /** Calls back when it ends; at once when it has. */
  onEnd(listener: (cause: Error) => void): void {
    if (this.cause) listener(this.cause);
    else this.endings.push(listener);
  }

  /** Takes nobody new, and ends when the last who waits is served or late. */
  retire(): void {
    this.retiring = true;
    if (this.waiting.size === 0) this.destroy(new Error('Connection is closed.'));
  }

  /** Ends it now, without a goodbye. */
  destroy(cause: Error): void {
    if (this.cause) return;
    this.cause = cause;
    this.client.disconnect();
    const waiting = [...this.waiting];
    this.waiting.clear();
    // The lane first: who waits may ask it for another connection.
    for (const listener of this.endings.splice(0)) listener(cause);
    for (const one of waiting) one.connectionLost(cause);
  }
}
