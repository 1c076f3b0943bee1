import { randomUUID } from 'node:crypto';
import { type Device, type Sent } from './history.contract';

/** A client in a history: it keeps what it was told, and sends until it is answered. */
export abstract class Messenger {
  abstract readonly device: Device;

  /** Resolves with what came of it: taken, refused for good, or without an answer when the history ends. */
  abstract send(sent: Sent): Promise<void>;

  /** Says that somebody types, and waits for nothing. */
  abstract type(conversation: string): void;

  /** Resolves when nothing of it runs any more. */
  abstract close(): Promise<void>;

  /** A message that is only begun. */
  draft(conversation: string, body: string): Sent {
    const { user: sender, instance } = this.device;
    return { conversation, sender, instance, clientMsgId: randomUUID(), body, begun: performance.now() };
  }
}
