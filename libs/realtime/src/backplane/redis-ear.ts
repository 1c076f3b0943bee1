import { type RedisGate } from '@secureconnect/redis';

/** Who is told what Redis brings. */
export interface EarListener {
  onFrame(text: string): void;
  /** It began or ceased to hear. */
  onChange(): void;
}

/** So many of our own pulses in a row that do not come back mean that nothing does. */
const mostUnheard = 3;

/**
 * Hears what nodes say over Redis. A subscription may be gone while its connection lives, so it listens for what this
 * node says itself.
 */
export class RedisEar {
  private leave: () => void = () => undefined;
  private unheard = 0;
  private connected = false;

  constructor(
    private readonly gate: RedisGate,
    private readonly channel: string,
    private readonly node: string,
    private readonly listener: EarListener,
  ) {}

  get hears(): boolean {
    return this.connected && this.unheard < mostUnheard;
  }

  open(): void {
    const listener = {
      onMessage: (text: string) => this.hear(text),
      onListening: () => this.turn(true),
      onDeaf: () => this.turn(false),
    };
    this.leave = this.gate.options.cluster
      ? this.gate.subscribeSharded(this.channel, listener)
      : this.gate.subscribe(this.channel, listener);
  }

  close(): void {
    this.leave();
  }

  /** Redis took a pulse of ours, so it is to be heard here. */
  expectOwn(): void {
    if (!this.connected) return;
    this.unheard += 1;
    if (this.unheard < mostUnheard) return;
    this.listener.onChange();
    this.close();
    this.connected = false;
    this.open();
  }

  private hear(text: string): void {
    if (!text.startsWith(this.node)) return this.listener.onFrame(text);
    this.unheard = 0;
  }

  private turn(connected: boolean): void {
    this.connected = connected;
    this.unheard = 0;
    this.listener.onChange();
  }
}
