import { isAfter, type Signal } from './signal';

const mostWaiting = 256;

/** The signals of one call, each given once and in order; what comes before anybody listens waits. */
export class SignalBox {
  private readonly last = new Map<string, string>();
  private waiting: Signal[] = [];
  private listener: ((signal: Signal) => void) | undefined;

  /** The last signal there is of each user, for `call.resume`. */
  get have(): Record<string, string> {
    return Object.fromEntries(this.last);
  }

  /** What came already, or is older than what did, is dropped. */
  hear(signal: Signal): void {
    const { from, signal_id } = signal.data;
    if (!isAfter(signal_id, this.last.get(from))) return;
    this.last.set(from, signal_id);
    if (this.listener) return this.listener(signal);
    // What is beyond the bound is made good by a new offer, as anything that was lost.
    this.waiting = [...this.waiting.slice(1 - mostWaiting), signal];
  }

  /** Gives what waits, and then each as it comes, to one listener. */
  open(listener: (signal: Signal) => void): void {
    this.listener = listener;
    const { waiting } = this;
    this.waiting = [];
    waiting.forEach(listener);
  }

  close(): void {
    this.listener = undefined;
  }
}
