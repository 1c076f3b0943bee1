import { type ClientConfig } from 'pg';
import { BoundedClient } from '../bounded-client.adapter';

/** What a connection that listens tells whoever opened it. */
export interface ListeningEvents {
  /** It has ended, and why; told once. */
  readonly onEnd: (cause: Error) => void;
  /** All has been heard that was said on its channels before this moment, by `performance.now()`. */
  readonly onProof: (saidBefore: number) => void;
}

/** One connection that only listens. A dead one looks like a quiet one, so it is asked for a sign of life. */
export class ListeningConnection {
  private readonly client: BoundedClient;
  private last: Promise<unknown> = Promise.resolve();
  private heartbeat: NodeJS.Timeout | undefined;
  private isBeating = false;
  private isBeatOverdue = false;
  /** What came first; what follows from it says less. */
  private cause: Error | undefined;

  constructor(config: ClientConfig, heard: (channel: string, payload: string) => void) {
    this.client = new BoundedClient(config);
    this.client.on('error', (error) => (this.cause ??= error));
    this.client.on('notification', ({ channel, payload = '' }) => heard(channel, payload));
  }

  /** Connects; from then on whoever opened it is told how it goes. */
  async open(heartbeatMs: number, { onEnd, onProof }: ListeningEvents): Promise<void> {
    await this.client.connect();
    this.client.once('end', () => {
      clearInterval(this.heartbeat);
      onEnd(this.cause ?? new Error('the connection ended'));
    });
    this.heartbeat = setInterval(() => void this.beat(onProof), heartbeatMs).unref();
  }

  async listen(channels: Iterable<string>): Promise<void> {
    await this.ask([...channels].map((channel) => `LISTEN ${quoted(channel)}`).join(';'));
  }

  async unlisten(channel: string): Promise<void> {
    await this.ask(`UNLISTEN ${quoted(channel)}`);
  }

  /** Says goodbye and waits for no answer. */
  close(): void {
    clearInterval(this.heartbeat);
    void this.client.end();
    setImmediate(() => this.client.abandon());
  }

  /** Cuts it. */
  drop(cause: Error): void {
    this.cause ??= cause;
    this.client.abandon();
  }

  /** Where an answer takes longer than it is from one beat to the next, the next question follows it at once. */
  private async beat(onProof: (saidBefore: number) => void): Promise<void> {
    this.isBeatOverdue = this.isBeating;
    if (this.isBeating) return;
    this.isBeating = true;
    try {
      do await this.prove(onProof);
      while (this.isBeatOverdue);
    } catch {
      // Unanswered in time: that ends the connection, which is told.
    } finally {
      this.isBeating = false;
    }
  }

  /** What was said before it was asked, PostgreSQL sends before it answers. */
  private async prove(onProof: (saidBefore: number) => void): Promise<void> {
    this.isBeatOverdue = false;
    const askedAt = performance.now();
    await this.ask('SELECT 1');
    onProof(askedAt);
  }

  /** One question after the other; who does not answer in time loses the connection, in the client. */
  private ask(sql: string): Promise<unknown> {
    const answer = this.last.then(() => this.client.query(sql));
    this.last = answer.catch((error: Error) => (this.cause ??= error));
    return answer;
  }
}

const quoted = (channel: string): string => `"${channel.replaceAll('"', '""')}"`;
