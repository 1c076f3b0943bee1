import { type DatabaseBroadcast } from '@secureconnect/platform';
import { type EarListener } from './redis-ear';

/** Hears what nodes say over PostgreSQL. */
export class PostgresEar {
  hears = false;
  private leave: () => void = () => undefined;

  constructor(
    private readonly broadcast: DatabaseBroadcast,
    private readonly channel: string,
    private readonly listener: EarListener,
  ) {}

  open(): void {
    this.leave = this.broadcast.subscribe(this.channel, {
      onMessage: (text) => this.listener.onFrame(text),
      onListening: () => this.turn(true),
      onDeaf: () => this.turn(false),
    });
  }

  close(): void {
    this.leave();
  }

  private turn(hears: boolean): void {
    this.hears = hears;
    this.listener.onChange();
  }
}
