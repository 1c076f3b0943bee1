import { type Redis } from 'ioredis';
import { ReplyTooLargeError } from './reply-too-large.error';
import { type SentCommand } from './sent-command';
import { ServerClock } from './server-clock';
import { WaitingList } from './waiting-list';

/** A turn of our own loop longer than this has kept its commands from leaving, and is not Redis's to answer for. */
const stallMs = 5;

/** One live connection. It ends once, tells everybody who waits on it, and is never used again. */
export class RedisConnection {
  readonly clock = new ServerClock();
  private readonly waiting = new WaitingList();
  private readonly endings: ((cause: Error) => void)[] = [];
  /** Compares the clocks now; set where they are compared at all. */
  recheckClock: () => void = () => undefined;
  private cause: Error | undefined;
  private lastError: Error | undefined;
  private unanswered = 0;
  private retiring = false;
  /** Commands of this turn of the loop, and since when the first of them waits. */
  private gathered: SentCommand[] = [];
  private gatheredAt = 0;

  constructor(
    readonly client: Redis,
    private readonly maxReplyBytes: number,
  ) {
    client.on('error', (error: Error) => (this.lastError = error));
    client.once('close', () => this.destroy(this.lastError ?? closed()));
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

  /** Sends a command, which waits here from now on; all of one turn of the loop leave in one piece. */
  send(command: SentCommand): void {
    command.owner = this;
    this.waiting.add(command);
    if (this.gathered.push(command) > 1) return;
    this.gatheredAt = performance.now();
    process.nextTick(this.flush);
  }

  /** It was answered, or is not waited for any more. */
  leave(command: SentCommand): void {
    this.unanswered = 0;
    this.waiting.remove(command);
    if (this.retiring && this.waiting.isEmpty) this.destroy(closed());
  }

  /** Calls back when it ends; at once when it has. */
  onEnd(listener: (cause: Error) => void): void {
    if (this.cause) listener(this.cause);
    else this.endings.push(listener);
  }

  /** Takes nobody new, and ends when the last who waits is served or late. */
  retire(): void {
    this.retiring = true;
    if (this.waiting.isEmpty) this.destroy(closed());
  }

  /** Ends it now, without a goodbye. */
  destroy(cause: Error): void {
    if (this.cause) return;
    this.cause = cause;
    this.client.disconnect();
    const waiting = this.waiting.take();
    // The lane first: who waits may ask it for another connection.
    for (const listener of this.endings.splice(0)) listener(cause);
    for (const command of waiting) command.sender.connectionLost(command, cause);
  }

  private readonly flush = (): void => {
    const { gathered, client } = this;
    this.gathered = [];
    if (this.cause) return;
    const heldMs = performance.now() - this.gatheredAt;
    const isOne = gathered.length === 1;
    if (!isOne) client.stream.cork();
    for (const command of gathered) {
      if (command.owner !== this) continue; // Given up in the same turn.
      if (heldMs > stallMs) command.sender.heldUp(heldMs);
      command.sendBy(client);
    }
    if (!isOne) client.stream.uncork();
  };
}

const closed = (): Error => new Error('Connection is closed.');
