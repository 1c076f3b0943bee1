import { type Command, type Redis } from 'ioredis';

/** Who sent a command, and is told what became of it. */
export interface Sender {
  /** What goes on the wire; asked for when it goes. */
  encode(): string;
  /** Our own loop kept the command from leaving for so long. */
  heldUp(ms: number): void;
  answered(command: SentCommand, reply: unknown): void;
  refused(command: SentCommand, error: Error): void;
  /** The connection ended; no answer will come. */
  connectionLost(command: SentCommand, cause: Error): void;
}

/**
 * A command in the client's queue and in the list of those who wait on its connection. It has what the client asks of
 * a command, and none of the promises, closures and timers of the client's own, which are most of what a call costs.
 */
export class SentCommand {
  /** The connection it waits on, and between whom. */
  owner: { leave(command: SentCommand): void } | undefined;
  before: SentCommand | undefined;
  after: SentCommand | undefined;
  // What the client reads. The arguments are left out of its errors, for they may be secrets.
  readonly name = 'command';
  readonly args = [];
  readonly isTraced = true;
  readonly inTransaction = false;
  readonly promise = undefined;

  constructor(readonly sender: Sender) {}

  /** Puts it on the wire, or refuses it when it cannot be put there. */
  sendBy(client: Redis): void {
    try {
      void client.sendCommand(this as unknown as Command);
    } catch (error) {
      this.reject(error as Error);
    }
  }

  setReplyContext(): void {
    // The protocol is version 2, always.
  }

  toWritable(): string {
    return this.sender.encode();
  }

  resolve(reply: unknown): void {
    this.owner?.leave(this);
    this.sender.answered(this, typeof reply === 'object' ? textOf(reply) : reply);
  }

  reject(error: Error): void {
    this.owner?.leave(this);
    this.sender.refused(this, error);
  }
}

function textOf(reply: unknown): unknown {
  if (reply instanceof Buffer) return reply.toString();
  return Array.isArray(reply) ? reply.map(textOf) : reply;
}
