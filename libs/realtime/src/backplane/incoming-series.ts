import { type BackplaneOptions } from './backplane.options';
import { type Ask } from './frame';

/** Who hears the notices of one sender on one topic. */
export interface SeriesListener {
  onNotice(payload: unknown): void;
  onGap(): void;
  onDuplicate(): void;
}

/** Waiting for what is lost must not cost the memory; who lags so far behind reads the record. */
const mostHeld = 10_000;

/** The notices of one node on one topic, brought into their order, each once. */
export class IncomingSeries {
  private readonly held = new Map<number, unknown>();
  private highest: number;
  private missingSince: number | undefined;
  private askedAt: number | undefined;

  constructor(
    private next: number,
    private readonly options: BackplaneOptions,
    private readonly listener: SeriesListener,
  ) {
    this.highest = next - 1;
  }

  get lacks(): boolean {
    return this.missingSince !== undefined;
  }

  /** Delivers what is next, holds what came too soon. */
  take(first: number, payloads: readonly unknown[], now: number): void {
    let number = first;
    for (const payload of payloads) {
      if (number < this.next || this.held.has(number)) this.listener.onDuplicate();
      else if (number === this.next) this.deliver(payload);
      else this.held.set(number, payload);
      number += 1;
    }
    this.drain();
    if (this.held.size > mostHeld) this.lose(this.lowestHeld);
    this.exists(number - 1, now);
  }

  /** There are notices up to this number, heard or not. */
  exists(last: number, now: number): void {
    this.highest = Math.max(this.highest, last);
    this.settle(now);
  }

  /** Nobody has what came before this number: what is here of it is delivered, the rest is a gap. */
  lose(before: number): void {
    if (before <= this.next) return;
    const here = [...this.held.keys()].filter((number) => number < before).sort((one, other) => one - other);
    if (here.length < before - this.next) this.listener.onGap();
    for (const number of here) {
      this.listener.onNotice(this.held.get(number));
      this.held.delete(number);
    }
    this.next = before;
    this.highest = Math.max(this.highest, before - 1);
    this.drain();
    this.missingSince = undefined;
  }

  /** What to ask the sender for now; undefined: nothing, or not yet. What was asked for too long is a gap. */
  want(now: number, isGone: boolean): Omit<Ask, 'kind' | 'topic'> | undefined {
    this.settle(now);
    if (this.missingSince === undefined) return undefined;
    const { patienceMs, askAgainMs, keptMs } = this.options;
    const waited = now - this.missingSince;
    if (waited < patienceMs) return undefined;
    if (waited > (isGone ? askAgainMs : keptMs)) {
      this.lose(this.held.size > 0 ? this.lowestHeld : this.highest + 1);
      this.settle(now);
      return undefined;
    }
    if (this.askedAt !== undefined && now - this.askedAt < askAgainMs) return undefined;
    this.askedAt = now;
    return { from: this.next, upTo: this.held.size > 0 ? this.lowestHeld - 1 : this.highest };
  }

  private get lowestHeld(): number {
    let lowest = Infinity;
    for (const number of this.held.keys()) lowest = Math.min(lowest, number);
    return lowest;
  }

  private deliver(payload: unknown): void {
    this.next += 1;
    // What is missing now, if anything, has only begun to be.
    this.missingSince = undefined;
    this.askedAt = undefined;
    this.listener.onNotice(payload);
  }

  private drain(): void {
    while (this.held.has(this.next)) {
      const payload = this.held.get(this.next);
      this.held.delete(this.next);
      this.deliver(payload);
    }
  }

  private settle(now: number): void {
    if (this.next > this.highest) this.missingSince = undefined;
    else this.missingSince ??= now;
  }
}
