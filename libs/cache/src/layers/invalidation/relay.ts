import { type RelayEar } from './relay-ear';
import { type RelayOutbox, type RelayStats } from './relay-outbox';

/** Both ends of the relay of one cache; without one it does nothing. */
export class Relay {
  constructor(
    private readonly ear: RelayEar,
    private readonly outbox: RelayOutbox,
  ) {}

  get stats(): RelayStats {
    const { isListening, heard } = this.ear;
    const { sent, failed, size: waiting } = this.outbox;
    return { isListening, sent, failed, heard, waiting };
  }

  start(): void {
    this.ear.start();
  }

  stop(): void {
    this.ear.stop();
    this.outbox.stop();
  }
}
