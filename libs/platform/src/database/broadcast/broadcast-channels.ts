import { type BroadcastListener } from './broadcast-listener';
import { PartJoiner } from './message-parts';

interface Channel {
  readonly listeners: Set<BroadcastListener>;
  joiner: PartJoiner;
}

/** Who listens on which channel. What a listener throws is its own fault: it is told, and the others go on. */
export class BroadcastChannels {
  private readonly channels = new Map<string, Channel>();
  /** Who was told to be listening. */
  private hearing = new WeakSet<BroadcastListener>();

  constructor(private readonly complain: (error: unknown) => void) {}

  get names(): string[] {
    return [...this.channels.keys()];
  }

  get everybody(): BroadcastListener[] {
    return [...this.channels.values()].flatMap(({ listeners }) => [...listeners]);
  }

  /** True for the first one on a channel. */
  add(name: string, listener: BroadcastListener): boolean {
    const known = this.channels.get(name);
    if (known) known.listeners.add(listener);
    else this.channels.set(name, { listeners: new Set([listener]), joiner: new PartJoiner() });
    return !known;
  }

  /** True when nobody is left on the channel. */
  remove(name: string, listener: BroadcastListener): boolean {
    const known = this.channels.get(name);
    if (!known?.listeners.delete(listener) || known.listeners.size > 0) return false;
    return this.channels.delete(name);
  }

  hear(name: string, part: string): void {
    const channel = this.channels.get(name);
    const payload = channel?.joiner.take(part);
    if (payload === undefined) return;
    for (const listener of channel?.listeners ?? []) this.tell(() => listener.onMessage(payload, name));
  }

  listening(listeners: readonly BroadcastListener[]): void {
    for (const listener of listeners) {
      this.hearing.add(listener);
      this.tell(() => listener.onListening?.());
    }
  }

  proof(saidBefore: number): void {
    for (const listener of this.everybody)
      if (this.hearing.has(listener)) this.tell(() => listener.onProof?.(saidBefore));
  }

  deaf(cause: Error): void {
    this.hearing = new WeakSet();
    for (const channel of this.channels.values()) channel.joiner = new PartJoiner();
    for (const listener of this.everybody) this.tell(() => listener.onDeaf?.(cause));
  }

  private tell(told: () => unknown): void {
    try {
      const outcome = told();
      if (outcome instanceof Promise) outcome.catch(this.complain);
    } catch (error) {
      this.complain(error);
    }
  }
}
